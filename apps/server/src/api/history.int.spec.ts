// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, channelKey, defaultSessionSettings, readsStream } from '@tandem/domain';
import { createProtocols } from '@tandem/protocols';
import { startSimulator, type Simulator } from '@tandem/simulator';
import type {
  AuditReadPage, Comparison, ConfigurationAt, ConnectedChannelView, FormAt, HistoryEntry, HistoryMarks, HistoryPage, Restored, Saved, SavedAgent, SavedChannel,
} from '@tandem/wire';
import { CREDENTIALS_KEY } from '../channel/channel-procedures.js';
import { startApi, type Answer, type ApiTrial, type Caller } from '../testing/api-client.js';
import { lines } from '../testing/story-numbers.js';

const [published, draft] = lines as [(typeof lines)[number], (typeof lines)[number]];
const enteredOf = ({ phoneNumberId, wabaId, appId, appSecret, accessToken }: (typeof lines)[number]) =>
  ({ phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken });

let simulator: Simulator;
let trial: ApiTrial;
let contributor: Caller;
let auditor: Caller;
let agent = '';

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, seed: 1 });
  const meta = createProtocols({ 'meta-cloud': { url: simulator.url } }).filter(({ name }) => name === 'meta-cloud');
  trial = await startApi({}, { protocols: meta });
  [contributor, auditor] = [await trial.join('contributor'), await trial.join('auditor')];
  agent = (await contributor.call<SavedAgent>('POST', '/api/agents', { name: 'Shop' })).body.id;
  for (const { number, agent: name, version: _version, ...settings } of [published, draft]) simulator.addNumber({ ...settings, displayPhoneNumber: number, name });
  await connect('published', published);
});
afterEach(async () => {
  await trial.stop();
  await simulator.close();
});

type Version = 'published' | 'draft';
const tab = (version: Version = 'published') => `/api/agents/${agent}/channels/${version}`;
const view = (version: Version = 'published') => contributor.get<ConnectedChannelView>(tab(version));
const sends = async <T = Saved>(method: string, path: string, body: object, version: Version = 'published'): Promise<Answer<T>> => {
  await trial.clock.advance(SECOND);
  const seen = await view(version).then((shown) => shown.version, () => 0);
  return contributor.call<T>(method, path, body, { 'if-match': String(seen) });
};
const save = (body: object, version: Version = 'published') => sends<SavedChannel>('PUT', tab(version), body, version);
const connect = async (version: Version, number: (typeof lines)[number]): Promise<void> => {
  await contributor.call('POST', `${tab(version)}/connect`, { protocol: 'meta-cloud', number: number.number });
  expect((await save({ credentials: enteredOf(number) }, version)).status).toBe(200);
};
/** The number goes by another id at the provider. */
const moves = async (more: object): Promise<void> => {
  simulator.addNumber({ ...draft, displayPhoneNumber: published.number, name: 'moved' });
  expect((await save({ credentials: enteredOf(draft), ...more })).status).toBe(200);
};
const delays = (seconds: number, more: object = {}) => save({ settings: { ...defaultSessionSettings, delayBeforeAskSeconds: seconds }, ...more });
const read = async <T>(path: string, who = auditor): Promise<T> => {
  await caughtUp();
  return who.get<T>(`/api/agents/${agent}/history${path}`);
};
/** The history knows what the log says. */
const caughtUp = async (): Promise<void> => {
  const { store, history } = trial.server.context;
  const events = await store.readAll({ after: 0, limit: 10_000, prefixes: ['agent-', 'channel-', 'audit-reads.'] });
  await history.waitFor(events.at(-1)?.position ?? 0);
};
const field = ({ fields }: FormAt, name: string) => fields.find((one) => one.field === name)?.value;
const delayAt = async (at: number) => field((await read<ConfigurationAt>(`/at?at=${at}`)).published, 'settings.delayBeforeAskSeconds');

describe('the history of an agent', () => {
  it('shows one entry for a save of credentials and settings, with who, why and every field', async () => {
    await moves({ settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 60 }, reason: 'New app' });
    const { entries } = await read<HistoryPage>('?limit=1');
    expect(entries).toMatchObject([{
      subject: 'published', action: 'CredentialsSaved', actor: { id: contributor.me?.id, name: 'Person 2' }, means: 'cms', reason: 'New app',
      at: trial.clock.now(), revision: (await view()).revision,
    }]);
    expect(entries[0]?.changes).toEqual(expect.arrayContaining([
      { field: 'credentials.phoneNumberId', old: published.phoneNumberId, new: draft.phoneNumberId },
      { field: 'settings.delayBeforeAskSeconds', old: 300, new: 60 },
    ]));
    expect(entries[0]?.correlation).toMatch(/^[\w-]{36}$/);
  });

  it('leads from an id to its entry, of this agent alone', async () => {
    await delays(60);
    const { entries: [newest] } = await read<HistoryPage>('?limit=1');
    expect(await read<HistoryEntry>(`/entries/${encodeURIComponent(newest?.id ?? '')}`)).toEqual(newest);
    const other = (await contributor.call<SavedAgent>('POST', '/api/agents', { name: 'Other' })).body.id;
    expect(await auditor.problem('GET', `/api/agents/${other}/history/entries/${encodeURIComponent(newest?.id ?? '')}`)).toMatchObject({ status: 404, code: 'NoSuchEntry' });
  });

  it('is paged and filtered', async () => {
    for (const seconds of [60, 61, 62]) await delays(seconds, seconds === 61 ? { reason: 'Because of Ramadan' } : {});
    const first = await read<HistoryPage>('?limit=2&action=SessionSettingsChanged');
    const second = await read<HistoryPage>(`?limit=2&action=SessionSettingsChanged&before=${first.next}`);
    expect([...first.entries, ...second.entries].map(({ changes }) => changes[0]?.new)).toEqual([62, 61, 60]);
    expect(second.next).toBeUndefined();
    expect((await read<HistoryPage>('?text=ramadan')).entries).toHaveLength(1);
    expect((await read<HistoryPage>(`?field=credentials&subject=published&actor=${contributor.me?.id}`)).entries).toHaveLength(1);
    expect((await auditor.problem('GET', `/api/agents/${agent}/history?field=a%20b`)).fields).toEqual([{ field: 'field', problem: 'NotValid' }]);
  });

  it('replays the form as it stood', async () => {
    await delays(60);
    const at = trial.clock.now();
    await delays(90);
    expect([await delayAt(at - 1), await delayAt(at), await delayAt(trial.clock.now())]).toEqual([300, 60, 90]);
    const before = await read<ConfigurationAt>(`/at?at=${at}`);
    expect([before.agent.status, before.draft.status, field(before.agent, 'name'), before.published.revision]).toEqual(['connected', 'none', 'Shop', (await view()).revision - 1]);
    expect(JSON.stringify(before)).not.toMatch(/v1\.|"sealed"/);
    expect((await read<ConfigurationAt>('/at?at=5')).agent).toEqual({ status: 'none', revision: 0, fields: [] });
  });

  it('has marks for a slider, and steps from change to change', async () => {
    await delays(60);
    const at = trial.clock.now();
    await delays(90);
    await trial.clock.advance(MINUTE);
    const marks = await read<HistoryMarks>(`/marks?at=${at}`);
    expect([marks.before?.at, marks.after?.at, marks.to]).toEqual([at - SECOND, at + SECOND, trial.clock.now()]);
    expect(marks.marks.reduce((sum, { entries }) => sum + entries, 0)).toBe((await read<HistoryPage>('')).entries.length);
    expect(marks.marks.at(-1)).toMatchObject({ at: at + SECOND, subjects: ['published'] });
  });

  it('compares two instants, and published beside draft', async () => {
    const at = trial.clock.now();
    await delays(60);
    expect((await read<Comparison>(`/compare?subject=published&one=${at}`)).changes).toEqual([{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 60 }]);
    await connect('draft', draft);
    const { changes, one, other } = await read<Comparison>('/beside');
    expect([field(one, 'number'), field(other, 'number')]).toEqual([published.number, draft.number].map((number) => number.replace(/\D/g, '')));
    expect(changes).toContainEqual({ field: 'settings.delayBeforeAskSeconds', old: 60, new: 300 });
  });

  it('finds the change behind a revision', async () => {
    await delays(60);
    const { revision } = await view();
    const entry = await auditor.get<HistoryEntry>(`${tab()}/revisions/${revision}`);
    expect(entry.changes).toEqual([{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 60 }]);
    expect(await auditor.get(`${tab()}/revisions/${revision}/caused`)).toEqual({ asks: 0, ends: {}, items: [] });
    expect(await auditor.problem('GET', `${tab()}/revisions/${revision + 1}`)).toMatchObject({ code: 'NoSuchRevision' });
  });
});

describe('a restore', () => {
  const restores = (body: object) => sends<Restored>('POST', `${tab()}/restore`, body);

  it('says what would change, and writes nothing', async () => {
    const at = trial.clock.now();
    await delays(60);
    const head = await trial.server.context.store.head();
    expect((await restores({ at })).body).toEqual({ changes: [{ field: 'settings.delayBeforeAskSeconds', old: 60, new: 300 }], lost: [], problems: [] });
    expect(await trial.server.context.store.head()).toBe(head);
  });

  it('brings settings and credentials back as a new change, checked at the provider', async () => {
    const at = trial.clock.now();
    await moves({ settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 60 } });
    const { body } = await restores({ at, confirm: true, reason: 'As before' });
    expect(body).toMatchObject({ lost: [], problems: [], version: (await view()).version });
    const [shown, { entries: [entry] }] = [await view(), await read<HistoryPage>('?limit=1')];
    expect(shown.credentials['phoneNumberId']).toEqual({ kind: 'value', value: published.phoneNumberId });
    expect(shown.sessionManagement.settings).toEqual(defaultSessionSettings);
    expect(entry).toMatchObject({ means: 'restore', reason: 'As before', actor: { name: 'Person 2' } });
    expect(entry?.changes.map((change) => change.field)).toEqual(expect.arrayContaining(['credentials.phoneNumberId', 'settings.delayBeforeAskSeconds']));
  });

  it('leaves everything as it is where the provider does not take the credentials of then', async () => {
    const at = trial.clock.now();
    await moves({});
    const { version } = await view();
    simulator.setFaults(published.phoneNumberId, { calls: [{ on: 'setup', fault: 'refuse', code: 190, always: true }] });
    expect((await restores({ at, confirm: true })).body).toMatchObject({ code: 'CredentialsRefused' });
    expect((await view()).version).toBe(version);
  });

  it('does not bring back a secret that nothing opens', async () => {
    const at = trial.clock.now();
    await trial.clock.advance(SECOND);
    await trial.server.context.procedures.channels.disconnect(channelKey(agent, 'published'), { id: 'gone', means: 'system' });
    await contributor.call('POST', `${tab()}/connect`, { protocol: 'meta-cloud', number: published.number });
    await trial.server.context.vault.destroy(CREDENTIALS_KEY);
    const { lost: names, problems } = (await contributor.call<Restored>('POST', `${tab()}/restore`, { at })).body;
    expect(names).toEqual(expect.arrayContaining(['credentials.appSecret', 'credentials.accessToken']));
    expect(problems).toEqual(expect.arrayContaining([{ field: 'credentials.accessToken', problem: 'CredentialMissing' }]));
  });

  it('meets a number that another channel holds by now', async () => {
    const at = trial.clock.now();
    await sends('PUT', `${tab()}/number`, { number: '+12025550199' });
    await contributor.call('POST', `${tab('draft')}/connect`, { protocol: 'meta-cloud', number: published.number });
    const { version } = await view();
    const { body } = await restores({ at, confirm: true });
    expect(body.problems).toEqual(expect.arrayContaining([{ field: 'number', problem: 'NumberHeld', words: 'Shop' }]));
    expect([body.position, (await view()).version]).toEqual([undefined, version]);
  });

  it('is refused where somebody changed the channel meanwhile, and where nothing would change', async () => {
    const at = trial.clock.now();
    expect(await contributor.problem('POST', `${tab()}/restore`, { at, confirm: true })).toMatchObject({ code: 'NothingChanged' });
    const { version } = await view();
    await delays(60);
    expect(await contributor.problem('POST', `${tab()}/restore`, { at, confirm: true }, { 'if-match': String(version) })).toMatchObject({ code: 'ChangedMeanwhile' });
  });

  it('copies the draft\'s session settings to the published version, and nothing else', async () => {
    await connect('draft', draft);
    await save({ settings: { ...defaultSessionSettings, delayBeforeEndSeconds: 5 } }, 'draft');
    const copy = `/api/agents/${agent}/channels/published/copy-from-draft`;
    const changes = [{ field: 'settings.delayBeforeEndSeconds', old: 600, new: 5 }];
    expect((await contributor.call<Restored>('POST', copy, {})).body).toEqual({ changes, lost: [], problems: [] });
    expect((await contributor.call<Restored>('POST', copy, { confirm: true, reason: 'Tested' })).body).toMatchObject({ changes, version: (await view()).version });
    expect((await read<HistoryPage>('?limit=1')).entries[0]).toMatchObject({ subject: 'published', changes, means: 'cms', reason: 'Tested' });
    expect((await view()).number).toBe(published.number.replace(/\D/g, ''));
  });
});

describe('the policy of an agent', () => {
  const policy = (body: object, who = trial.owner) => who.call('PUT', `/api/agents/${agent}/policy`, body);

  it('can ask for a reason with every change of what is published', async () => {
    expect((await policy({ publishedNeedsReason: true })).status).toBe(200);
    expect(await trial.owner.get(`/api/agents/${agent}`)).toMatchObject({ publishedNeedsReason: true });
    const { version } = await view();
    const said = { 'if-match': String(version) };
    const missing = { status: 422, code: 'ReasonMissing', fields: [{ field: 'reason', problem: 'ReasonMissing' }] };
    const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };
    for (const [method, path, body] of [
      ['PUT', tab(), { settings }], ['PUT', tab(), { credentials: enteredOf({ ...published, appId: '7' }), reason: ' ' }],
      ['POST', `${tab()}/webhook-secret`, {}], ['PUT', `${tab()}/endpoint`, {}], ['PUT', `${tab()}/number`, { number: '+12025550199' }],
      ['POST', `${tab()}/disconnect`, {}], ['POST', `${tab()}/restore`, { at: trial.clock.now(), confirm: true }],
    ] as const) {
      expect([path, await contributor.problem(method, path, body, said)]).toEqual([path, expect.objectContaining(missing)]);
    }
    expect((await view()).version).toBe(version);
    expect((await delays(60, { reason: 'They asked for it' })).status).toBe(200);
  });

  it('leaves the draft free, and asks of publishing and of the published runtime as well', async () => {
    await policy({ publishedNeedsReason: true });
    await connect('draft', draft);
    const runtime = (version: Version, body: object) => contributor.call('PUT', `/api/agents/${agent}/runtimes/${version}`, body);
    const withVersion = async (version: Version, body: object) => {
      const { version: seen } = await contributor.get<{ version: number }>(`/api/agents/${agent}`);
      return contributor.call('PUT', `/api/agents/${agent}/runtimes/${version}`, body, { 'if-match': String(seen) });
    };
    expect((await runtime('draft', { kind: 'demo' })).status).toBe(428);
    expect((await withVersion('draft', { kind: 'demo' })).status).toBe(200);
    expect(await withVersion('published', { kind: 'demo' })).toMatchObject({ status: 422, body: { code: 'ReasonMissing' } });
    expect(await contributor.problem('POST', `/api/agents/${agent}/publish`, {})).toMatchObject({ code: 'ReasonMissing' });
    expect((await contributor.call('POST', `/api/agents/${agent}/publish`, { reason: 'Tested' })).status).toBe(200);
  });

  it('is the owner\'s, and is not taken back without a reason', async () => {
    await policy({ publishedNeedsReason: true });
    expect((await policy({ publishedNeedsReason: false }, contributor)).status).toBe(403);
    expect((await policy({ publishedNeedsReason: false })).status).toBe(422);
    expect((await policy({ publishedNeedsReason: false, reason: 'Small team' })).status).toBe(200);
    expect((await read<HistoryPage>('?subject=agent&limit=1')).entries[0]).toMatchObject({
      action: 'PolicyChanged', changes: [{ field: 'policy.publishedNeedsReason', old: true, new: false }], reason: 'Small team',
    });
  });
});

describe('who reads', () => {
  const reads = async (who = auditor) => {
    await caughtUp();
    return (await who.get<AuditReadPage>('/api/audit/reads')).reads;
  };

  it('is written down once in a quarter of an hour for each agent', async () => {
    await Promise.all([read('?limit=1'), read('/at'), read('/marks'), read('/beside')]);
    expect(await reads()).toEqual([{ at: trial.clock.now(), what: 'history', agent, who: { id: auditor.me?.id, name: 'Person 3' } }]);
    await trial.clock.advance(15 * MINUTE - 1);
    await read('?limit=1');
    expect(await reads()).toHaveLength(1);
    await trial.clock.advance(1);
    await read('?limit=1');
    await read('?limit=1', contributor);
    expect((await reads()).map(({ who }) => who.name)).toEqual(['Person 2', 'Person 3', 'Person 3']);
  });

  it('is written down once, though a process knows nothing of what another has noted', async () => {
    await read('?limit=1');
    const { store, clock, newId } = trial.server.context;
    const { createReads } = await import('../audit/reads.js');
    const other = createReads({ store, clock, newId });
    const reader = { id: auditor.me?.id ?? '', means: 'cms' } as const;
    expect(await other.note(reader, { type: 'HistoryRead', data: { agent } })).toBe(0);
    expect(await other.note(reader, { type: 'HistoryRead', data: { agent: 'another' } })).toBeGreaterThan(0);
    expect((await store.read(readsStream(reader.id))).version).toBe(2);
  });

  it('is seen by owners and auditors, page by page', async () => {
    for (let n = 0; n < 3; n += 1) {
      await read('?limit=1');
      await trial.clock.advance(15 * MINUTE);
    }
    await reads();
    const first = await auditor.get<AuditReadPage>('/api/audit/reads?limit=2');
    const second = await auditor.get<AuditReadPage>(`/api/audit/reads?limit=2&before=${first.next}`);
    expect([first.reads.length, second.reads.length, second.next]).toEqual([2, 1, undefined]);
  });
});
