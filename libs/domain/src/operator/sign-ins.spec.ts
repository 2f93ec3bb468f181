import { describe, expect, it } from '@jest/globals';
import { givenFor } from '../testing/given.js';
import { signInDecider, type SignedIn } from './sign-ins.js';

const given = givenFor(signInDecider);
const signedIn = (proof: string, at = 1, until = 100): SignedIn => ({ type: 'SignedIn', data: { proof, at, until } });

describe('an operator', () => {
  it('may be signed in at several places', () => {
    const outcome = given(signedIn('a')).when({ type: 'SignIn', proof: 'b', until: 50, now: 2 });
    outcome.thenAccepted([signedIn('b', 2, 50)]);
    expect(outcome.state.map(({ proof }) => proof)).toEqual(['a', 'b']);
  });

  it('signs out in one place, or in all of them', () => {
    const twice = given(signedIn('a'), signedIn('b'));
    const once = twice.when({ type: 'SignOut', proof: 'a', now: 3 });
    once.thenAccepted([{ type: 'SignedOut', data: { proof: 'a' } }]);
    expect(once.state.map(({ proof }) => proof)).toEqual(['b']);
    expect(twice.when({ type: 'SignOutEverywhere', now: 3 }).state).toEqual([]);
  });

  it('who is not signed in has nothing to sign out of', () => {
    given().when({ type: 'SignOut', proof: 'a', now: 3 }).thenIgnored('NotSignedIn');
    given().when({ type: 'SignOutEverywhere', now: 3 }).thenIgnored('NotSignedIn');
  });

  it('is not kept as signed in for ever', () => {
    expect(given(signedIn('a', 1, 100), signedIn('b', 100, 200)).state.map(({ proof }) => proof)).toEqual(['b']);
  });
});
