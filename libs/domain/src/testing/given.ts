import { expect } from '@jest/globals';
import type { Decider, Decision } from '../kernel/decider.js';

export interface Given<State, Command, Event, Reason extends string> {
  when(command: Command): Outcome<State, Event, Reason>;
  /** The state that history has led to, deeply frozen. */
  readonly state: State;
}

export interface Outcome<State, Event, Reason extends string> {
  thenAccepted(events: readonly Event[]): void;
  thenRejected(reason: Reason): void;
  thenIgnored(reason: Reason): void;
  readonly decision: Decision<Event, Reason>;
  /** The state after what was decided, deeply frozen. */
  readonly state: State;
}

/**
 * `given(...history)` for one decider. States, events and commands are frozen, so a rule that changes what it was
 * handed fails its spec; what is accepted goes through `evolve` as well.
 */
export const givenFor =
  <State, Command, Event, Reason extends string>(decider: Decider<State, Command, Event, Reason>) =>
  (...history: readonly Event[]): Given<State, Command, Event, Reason> => {
    const fold = (from: State, events: readonly Event[]): State =>
      events.reduce((state, event) => deepFreeze(decider.evolve(state, deepFreeze(event))), from);
    const state = fold(deepFreeze(decider.initial), history);
    const when = (command: Command): Outcome<State, Event, Reason> => {
      const decision = decider.decide(deepFreeze(command), state);
      return {
        decision,
        state: decision.kind === 'accepted' ? fold(state, decision.events) : state,
        thenAccepted: (events) => expect(decision).toEqual({ kind: 'accepted', events }),
        thenRejected: (reason) => expect(decision).toEqual({ kind: 'rejected', reason }),
        thenIgnored: (reason) => expect(decision).toEqual({ kind: 'ignored', reason }),
      };
    };
    return { when, state };
  };

/** Freezes a value and everything in it; bytes cannot be frozen and are left. */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
};
