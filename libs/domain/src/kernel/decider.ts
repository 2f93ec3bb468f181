/** What became of a command. Refusing and ignoring always say why, in a literal that is logged and counted. */
export type Decision<Event, Reason extends string> =
  | { kind: 'accepted'; events: readonly Event[] }
  | { kind: 'rejected'; reason: Reason }
  | { kind: 'ignored'; reason: Reason };

/**
 * The rules of one kind of stream. `decide` is pure; `evolve` is total, pure and never refuses, since history cannot
 * be argued with. Time, ids and chance come in with the command.
 */
export interface Decider<State, Command, Event, Reason extends string> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event, Reason>;
  readonly evolve: (state: State, event: Event) => State;
}

export const accept = <Event>(...events: readonly Event[]): { kind: 'accepted'; events: readonly Event[] } => ({
  kind: 'accepted',
  events,
});

export const reject = <Reason extends string>(reason: Reason): { kind: 'rejected'; reason: Reason } => ({
  kind: 'rejected',
  reason,
});

export const ignore = <Reason extends string>(reason: Reason): { kind: 'ignored'; reason: Reason } => ({
  kind: 'ignored',
  reason,
});
