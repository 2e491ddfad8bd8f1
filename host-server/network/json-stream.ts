import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a byte stream of JSON texts that follow each other without a delimiter (RFC 7047 section 4) into values. A text
 * may arrive in pieces (even inside a UTF-8 character) or together with others; each call of `push` answers the values
 * that became whole. Throws a SyntaxError when the stream is not JSON or one text is longer than `maxChars`: the
 * connection is of no use after that.
 */
export class JsonStream {
  readonly #decoder = new StringDecoder('utf8');
  readonly #maxChars: number;
  #text = '';
  /** Everything before this index was looked at already, so a long text that comes in many pieces is read once. */
  #scanned = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(maxChars = 64 * 1024 * 1024) {
    this.#maxChars = maxChars;
  }

  push(chunk: Buffer): unknown[] {
    this.#text += this.#decoder.write(chunk);
    const values: unknown[] = [];
    let start = 0;
    for (let at = this.#scanned; at < this.#text.length; at += 1) {
      if (!this.#endsText(this.#text.charCodeAt(at))) continue;
      values.push(JSON.parse(this.#text.slice(start, at + 1)));
      start = at + 1;
    }
    this.#text = this.#text.slice(start);
    this.#scanned = this.#text.length;
    if (this.#text.length > this.#maxChars) {
      throw new SyntaxError(`a JSON text of more than ${this.#maxChars} characters was sent`);
    }
    return values;
  }

  /** Takes one UTF-16 unit and says whether it closes the outermost object or array. */
  #endsText(unit: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (unit === backslash) this.#escaped = true;
      else if (unit === quote) this.#inString = false;
      return false;
    }
    if (unit === quote) this.#inString = true;
    else if (unit === openBrace || unit === openBracket) this.#depth += 1;
    else if (unit === closeBrace || unit === closeBracket) {
      this.#depth -= 1;
      if (this.#depth < 0) throw new SyntaxError('the stream closes a bracket that it never opened');
      return this.#depth === 0;
    }
    return false;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
