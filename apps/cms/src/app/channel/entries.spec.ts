import { describe, expect, it } from '@jest/globals';
import { defaultSessionSettings, type CredentialField } from '@tandem/domain';
import type { ConnectedChannelView } from '@tandem/wire';
import { contested, durationOf, entriesOf, marksOf, problemsIn, realEdits, saveOf, settingsOf, type Entries } from './entries.js';

const fields: readonly CredentialField[] = [
  { name: 'appId', label: 'App ID', secret: false, required: true },
  { name: 'appSecret', label: 'App Secret', secret: true, required: true },
];

const viewWith = (changes: Partial<ConnectedChannelView> = {}): ConnectedChannelView => ({
  status: 'connected', state: 'connected', version: 3, revision: 1, protocol: 'meta-cloud', number: '6281234567890', credentials: {},
  webhook: { url: 'https://tandem.example/webhooks/meta-cloud/x', olderInUse: [] }, sessionManagement: { visible: true, settings: defaultSessionSettings },
  endpoint: { status: 'not-set', notices: [] }, proven: false, shared: [], ...changes,
});

const formOf = (view: ConnectedChannelView, edits: Entries) => ({ view, fields, saved: entriesOf(view, fields), edits });
const withSecret = { appId: { kind: 'value', value: '900' }, appSecret: { kind: 'secret', fingerprint: 'f1', lastFour: '4711' } } as const;

describe('the entries of a configuration', () => {
  it('show what is saved, and become the same settings again', () => {
    const entries = entriesOf(viewWith(), fields);
    expect(entries['settings.delayBeforeAskSeconds']).toBe('300');
    expect(settingsOf(entries)).toEqual(defaultSessionSettings);
  });

  it('never show a secret', () => {
    expect(entriesOf(viewWith({ credentials: withSecret }), fields)).toMatchObject({ 'credentials.appId': '900', 'credentials.appSecret': '' });
  });
});

describe('what is wrong with entries', () => {
  it('is judged by the rules of the server', () => {
    const edits = { 'settings.delayBeforeAskSeconds': '1.5', 'settings.texts.en.goOn': ' ' };
    expect(problemsIn(formOf(viewWith(), edits))).toEqual([
      { path: 'settings.delayBeforeAskSeconds', problem: 'NotAWholeNumber' }, { path: 'settings.texts.en.goOn', problem: 'Missing' },
    ]);
  });

  it.each([['', 'NotAWholeNumber'], ['  ', 'NotAWholeNumber'], ['0', 'LessThanOne'], ['86400', 'OutsideServiceWindow'], ['x', 'NotAWholeNumber']])(
    'a delay of "%s" is %s', (typed, problem) => {
      expect(problemsIn(formOf(viewWith(), { 'settings.delayBeforeAskSeconds': typed }))).toEqual([{ path: 'settings.delayBeforeAskSeconds', problem }]);
    });

  it('leaves alone what nobody touched: settings can be saved before the credentials are there', () => {
    expect(problemsIn(formOf(viewWith(), { 'settings.delayBeforeAskSeconds': '10' }))).toEqual([]);
  });

  it('misses a secret only where none is saved', () => {
    const edits = { 'credentials.appId': '901' };
    expect(problemsIn(formOf(viewWith(), edits))).toEqual([{ path: 'credentials.appSecret', problem: 'CredentialMissing' }]);
    expect(problemsIn(formOf(viewWith({ credentials: withSecret }), edits))).toEqual([]);
  });
});

describe('a save', () => {
  it('sends the parts that were touched, each whole, and no secret that was not typed', () => {
    const form = formOf(viewWith({ credentials: withSecret }), { 'credentials.appId': ' 901 ' });
    expect(saveOf(form, '')).toEqual({ credentials: { appId: '901' } });
    expect(saveOf({ ...form, edits: { 'settings.delayBeforeAskSeconds': '10' } }, ' because ')).toEqual({
      settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 10 }, reason: 'because',
    });
  });
});

describe('two people at the same form', () => {
  const before = viewWith({ credentials: withSecret });
  const after = viewWith({
    credentials: { ...withSecret, appSecret: { kind: 'secret', fingerprint: 'f2', lastFour: '0815' } },
    sessionManagement: { visible: true, settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 222, delayBeforeEndSeconds: 333 } },
  });
  const marks = { before: marksOf(before, fields), after: marksOf(after, fields) };

  it('contest the fields that both have changed, secrets by their fingerprints', () => {
    const edits = { 'settings.delayBeforeAskSeconds': '111', 'settings.delayBeforeEndSeconds': '333', 'credentials.appSecret': 'new' };
    expect(contested(edits, marks)).toEqual(['settings.delayBeforeAskSeconds', 'credentials.appSecret']);
  });

  it('an entry that says what is saved is none', () => {
    expect(realEdits({ 'settings.delayBeforeAskSeconds': '222', 'settings.delayBeforeEndSeconds': '1' }, entriesOf(after, fields))).toEqual({
      'settings.delayBeforeEndSeconds': '1',
    });
  });
});

describe('a delay in words', () => {
  const units = { d: 'd', h: 'h', m: 'min', s: 's' };
  it.each([['300', '5 min'], ['3661', '1 h 1 min 1 s'], ['86400', '1 d'], ['59', undefined], ['', undefined], ['1.5', undefined]])('%s is %s', (typed, text) => {
    expect(durationOf(typed, units)).toBe(text);
  });
});
