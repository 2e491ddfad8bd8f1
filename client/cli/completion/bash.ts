import { commonOptions } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { registry } from '../registry.ts';

/** The whole script is data: completing loads nothing of this program, so it is as quick as the shell. */
export default defineCommand({
  output: 'none',
  example: 'completion bash > /etc/bash_completion.d/sampan',
  async run({ io }) {
    const options = await Promise.all(registry.map(async ({ path, load }) => [path, await optionsOf(load)] as const));
    io.stdout.write(script(options));
    return undefined;
  },
});

async function optionsOf(load: (typeof registry)[number]['load']): Promise<string[]> {
  const { options, output } = await load();
  return Object.keys({ ...options, ...commonOptions[output] }).map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
}

function script(options: readonly (readonly [string, string[]])[]): string {
  const following = new Map<string, Set<string>>();
  for (const [path] of options) {
    path.split(' ').forEach((word, index, words) => {
      const before = words.slice(0, index).join(' ');
      following.set(before, (following.get(before) ?? new Set()).add(word));
    });
  }
  const words = [...following].map(([before, next]) => `    '${before}') words='${[...next].join(' ')}' ;;`);
  const flags = options.map(([path, names]) => `    '${path}') words='${[...names, '--help'].join(' ')}' ;;`);
  return `# bash completion of sampan; made by "sampan completion bash"
_sampan() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) break ;; esac
    path="\${path:+$path }$word"
    [ "$(wc -w <<<"$path")" -ge 3 ] && break
  done
  case $path in
${words.join('\n')}
  esac
  if [ -z "$words" ]; then
    case $current in
    -*) while [ -n "$path" ]; do
          case $path in
${flags.map((line) => `      ${line}`).join('\n')}
          esac
          [ -n "$words" ] && break
          case $path in *' '*) path=\${path% *} ;; *) path='' ;; esac
        done ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sampan sampan
`;
}
