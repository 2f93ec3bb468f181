import { describe, expect, it } from '@jest/globals';
import { DAY, defaultSessionSettings } from '@tandem/domain';
import type { ConnectedChannelView } from '@tandem/wire';
import { en } from '../words/en.js';
import { rungsOf, type Climbing } from './rungs.js';

const view = (more: Partial<ConnectedChannelView> = {}): ConnectedChannelView => ({
  status: 'connected', state: 'ready', version: 1, revision: 1, protocol: 'meta-cloud', number: '6281234567890', credentials: {}, webhook: { url: 'u', olderInUse: [] },
  endpoint: { status: 'not-set', notices: [] }, sessionManagement: { visible: true, settings: defaultSessionSettings }, proven: false, shared: [], ...more,
});
const climb = ({ registration = 'at-save', checks = [], received, found, refused, ...more }: Partial<ConnectedChannelView> & Partial<Omit<Climbing, 'view'>> = {}) =>
  Object.fromEntries(rungsOf({ view: view(more), registration, checks, received, found, refused, now, timeOf: String }, en).map((rung) => [rung.name, rung]));
const now = 1_790_000_000_000;
const found = (more: Partial<NonNullable<Climbing['found']>> = {}) => ({ at: now, holds: ['token', 'scopes', 'account', 'number'] as const, ...more });
const states = (of: ReturnType<typeof climb>) => Object.values(of).map(({ state }) => state);

describe('the ladder', () => {
  it('of a fresh number waits for credentials', () => {
    const rungs = climb({ state: 'connected' });
    expect(states(rungs)).toEqual(['passed', ...Array<string>(9).fill('waiting')]);
    expect(rungs['credentials']?.text).toBe(en.ladder.credentials.waiting);
  });

  it('is climbed by a real message', () => expect(states(climb({ state: 'proven', proven: true }))).toEqual(Array(9).fill('passed')));

  it('takes a first call as a sign that the provider has the address', () => expect(states(climb({ registration: 'hand-off', received: 1 }))).toEqual(['passed', 'passed', 'passed', 'passed', 'waiting']));

  it.each([['set-endpoint', en.ladder.callback.waitingEndpoint], ['hand-off', en.ladder.callback.waitingHandOff], ['at-save', en.ladder.callback.unknown]] as const)(
    'says what %s needs next', (registration, text) => expect(climb({ registration })['callback']).toMatchObject({ state: 'waiting', text }));

  it('shows the provider\'s words where it refuses the address, until a newer attempt succeeds', () => {
    const lastFailure = { at: 5, words: 'No such organisation' };
    expect(climb({ endpoint: { status: 'not-set', notices: [], lastFailure } })['callback']).toMatchObject({ state: 'failed', said: 'No such organisation' });
    expect(climb({ endpoint: { status: 'set', at: 9, notices: [], lastFailure } })['callback']?.state).toBe('passed');
  });

  it('tells the app that does not hear of the account from an address that is not taken', () => {
    const after = (step: 'subscription' | 'callback') => {
      const { subscribed, callback } = climb({ refused: { code: 'CallbackRefused', detail: 'No access', step } });
      return [subscribed, callback];
    };
    expect(after('subscription')).toMatchObject([{ state: 'failed', said: 'No access' }, { state: 'waiting', text: en.ladder.callback.waitingSubscription }]);
    expect(after('callback')).toMatchObject([{ state: 'passed' }, { state: 'failed', said: 'No access' }]);
    const lastFailure = { at: 5, words: 'Gone', step: 'subscription' as const };
    expect(climb({ endpoint: { status: 'set', at: 1, notices: [], lastFailure } })['subscribed']).toMatchObject({ state: 'failed', said: 'Gone' });
  });

  it('has the steps that the provider can be asked about', () => {
    const names = (registration: Climbing['registration']) => Object.keys(climb({ registration }));
    expect(names('at-save')).toEqual(['number', 'credentials', 'scopes', 'expiry', 'account', 'subscribed', 'callback', 'verified', 'challenge', 'message']);
    expect(names('set-endpoint')).toEqual(['number', 'credentials', 'account', 'callback', 'challenge', 'message']);
    expect(names('hand-off')).toEqual(['number', 'credentials', 'callback', 'challenge', 'message']);
  });

  it('passes what the provider has borne out, and not what it was never asked', () => {
    const rungs = climb({ found: found({ tokenUntil: 0 }), endpoint: { status: 'set', at: 7, notices: [] } });
    expect(['scopes', 'expiry', 'account', 'callback', 'verified'].map((name) => rungs[name]?.state)).toEqual(Array(5).fill('passed'));
    expect(rungs['verified']?.text).toBe(en.ladder.verified.passed('7'));
    expect(rungs['challenge']).toMatchObject({ state: 'waiting', text: en.ladder.challenge.waitingMessage });
    expect(climb({ found: found({ holds: ['token'] }) })['scopes']?.state).toBe('waiting');
    expect(climb({ registration: 'set-endpoint', found: found() })['account']?.state).toBe('passed');
  });

  it.each([
    [15 * DAY, 'passed', en.ladder.expiry.until], [14 * DAY, 'waiting', en.ladder.expiry.soon], [0, 'failed', en.ladder.expiry.over],
  ] as const)('with %d ms left of the token it is %s', (left, state, text) =>
    expect(climb({ found: found({ tokenUntil: now + left }) })['expiry']).toMatchObject({ state, text: text(String(now + left)) }));

  it('says nothing about the end of a token that was saved before ends were noted, where the number works', () =>
    expect(climb({ proven: true, state: 'proven' })['expiry']).toBeUndefined());

  it('asks for the endpoint again where something changed since', () => {
    const rungs = climb({ registration: 'set-endpoint', received: 3, endpoint: { status: 'set', at: 1, notices: ['SecretRegenerated'] } });
    expect(rungs['callback']).toMatchObject({ state: 'waiting', text: en.ladder.callback.stale });
  });

  it('fails at credentials that the provider refuses, with its words', () => {
    expect(climb({ state: 'paused', proven: true, paused: { at: 1, words: 'Token expired' } })['credentials']).toMatchObject({ state: 'failed', said: 'Token expired' });
    expect(climb({ checks: [{ check: 'callback', outcome: 'failed', words: 'Not public' }] })['callback']).toMatchObject({ state: 'failed', said: 'Not public' });
  });
});
