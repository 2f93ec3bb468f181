import { describe, expect, it } from '@jest/globals';
import { accept, ignore, reject, type Decider } from '../kernel/decider.js';
import { givenFor } from './given.js';

interface Light { readonly on: boolean; readonly marks: number[] }
type Command = 'switch-on' | 'break-state' | 'break-command';

/** A decider that breaks the rules on demand. */
const light: Decider<Light, { do: Command }, { type: 'SwitchedOn'; data: { mutate?: boolean } }, 'IsOn' | 'Never'> = {
  initial: { on: false, marks: [] },
  decide: (command, state) => {
    if (command.do === 'break-state') state.marks.push(1);
    if (command.do === 'break-command') command.do = 'switch-on';
    return state.on ? ignore('IsOn') : accept({ type: 'SwitchedOn', data: {} });
  },
  evolve: (state, event) => {
    if (event.data.mutate) state.marks.push(1);
    return { ...state, on: true };
  },
};
const given = givenFor(light);
const on = { type: 'SwitchedOn', data: {} } as const;

describe('given, when, then', () => {
  it('folds history, decides, and folds what was decided', () => {
    given().when({ do: 'switch-on' }).thenAccepted([on]);
    expect(given().when({ do: 'switch-on' }).state).toEqual({ on: true, marks: [] });
    given(on).when({ do: 'switch-on' }).thenIgnored('IsOn');
  });

  it('fails where the decision is another', () => {
    expect(() => given(on).when({ do: 'switch-on' }).thenAccepted([on])).toThrow();
    expect(() => given(on).when({ do: 'switch-on' }).thenRejected('IsOn')).toThrow();
    expect(() => given(on).when({ do: 'switch-on' }).thenIgnored('Never')).toThrow();
    expect(() => givenFor({ ...light, decide: () => reject('Never') })().when({ do: 'switch-on' }).thenAccepted([])).toThrow();
  });

  it('fails a rule that changes the state, the initial one included, or its command', () => {
    expect(() => given().when({ do: 'break-state' })).toThrow(TypeError);
    expect(() => given(on).when({ do: 'break-state' })).toThrow(TypeError);
    expect(() => given().when({ do: 'break-command' })).toThrow(TypeError);
    expect(() => given({ type: 'SwitchedOn', data: { mutate: true } })).toThrow(TypeError);
  });
});
