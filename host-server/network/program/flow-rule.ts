/** One OpenFlow entry. Table, priority and match are its identity in the switch; cookie and actions are what it says. */
export interface FlowRule {
  table: number;
  priority: number;
  /** In ovs-fields(7) syntax, `in_port=3,ip`; empty matches everything. */
  match: string;
  cookie: bigint;
  /** In ovs-actions(7) syntax. */
  actions: string;
}

/** The form that `ovs-ofctl add-flows` and `replace-flows` read. */
export const flowLine = (rule: FlowRule): string =>
  `cookie=0x${rule.cookie.toString(16)},${flowKey(rule)},actions=${rule.actions}`;

/** Two rules with the same key are the same entry: the later one overwrites. */
export const flowKey = (rule: FlowRule): string =>
  `table=${rule.table},priority=${rule.priority}${rule.match === '' ? '' : `,${rule.match}`}`;

/**
 * The lines of a bundle that turns one set of rules into another: deletions first, then what is new or says something
 * else. Empty when they are the same. An entry that stays is not named, so it keeps its counters.
 */
export function flowChanges(before: readonly FlowRule[], after: readonly FlowRule[]): string[] {
  const old = new Map(before.map(rule => [flowKey(rule), flowLine(rule)]));
  const wanted = new Map(after.map(rule => [flowKey(rule), flowLine(rule)]));
  const gone = [...old.keys()].filter(key => !wanted.has(key)).map(key => `delete_strict ${key}`);
  const added = [...wanted].filter(([key, line]) => old.get(key) !== line).map(([, line]) => `add ${line}`);
  return [...gone, ...added];
}
