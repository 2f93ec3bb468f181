// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, channelKey, defaultSessionSettings } from '@tandem/domain';
import type { AuditReadPage, Caused, ConversationDetail, ConversationPage, HistoryEntry, WhatIfAnswer } from '@tandem/wire';
import { createWayOfServer } from '../way-of-server.js';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { by, connectMeta, saved, signed } from '../testing/installation.js';
import { metaBody, provider } from '../testing/trial.js';

const shop = channelKey('shop', 'published');
const people = ['6281234500001', '6281234500002'] as const;
const tab = '/api/agents/shop/channels/published';

let trial: ApiTrial;
let callers: Readonly<Record<'owner' | 'contributor' | 'auditor' | 'other auditor', Caller>>;
let webhook = '';
let began = 0;

const writes = async (from: string, text: string): Promise<void> => {
  const body = JSON.stringify(metaBody({ at: trial.clock.now(), from, text, name: 'Siti Aminah' }));
  expect((await fetch(webhook, { method: 'POST', body, headers: signed(body) })).status).toBe(200);
};
const until = async (holds: (all: ConversationPage['conversations']) => boolean): Promise<void> => {
  for (let step = 0; step < 500; step += 1) {
    if (holds((await list(trial.owner)).conversations)) return;
    await trial.clock.advance(20);
  }
  throw new Error('It never came to that.');
};
const list = (who: Caller) => who.get<ConversationPage>('/api/conversations');

/** Two customers write; one is asked and ends by silence, the other goes on before he is asked. */
beforeAll(async () => {
  const meta = provider();
  trial = await startApi({ graceSeconds: 0 }, { protocols: [meta.protocol], createWay: createWayOfServer });
  const { agents, channels } = trial.server.context.procedures;
  await agents.register('shop', by(), 'Shop');
  saved(await channels.connect(channelKey('shop', 'draft'), by(), { protocol: 'meta-cloud', number: '+62 811-2222-3333' }));
  await agents.connectRuntime('shop', by(), { version: 'published', runtime: { kind: 'demo' } });
  webhook = `${trial.url}/webhooks/meta-cloud/${await connectMeta({ channels }, shop)}`;
  callers = {
    owner: trial.owner, contributor: await trial.join('contributor'), auditor: await trial.join('auditor'), 'other auditor': await trial.join('auditor'),
  };
  began = trial.clock.now();
  for (const from of people) await writes(from, 'my card is 4111');
  await until((all) => all.length === 2 && all.every(({ unanswered }) => !unanswered));
  await trial.clock.advance(4 * MINUTE);
  await writes(people[1], 'and another thing');
  await until((all) => all.every(({ unanswered, lastText }) => !unanswered && /^You wrote|\nYou wrote/.test(lastText ?? '')) && all[0]?.lastAt !== began);
  for (const ended of [false, false, true]) {
    await trial.clock.advance(6 * MINUTE);
    await until((all) => all.every(({ asks }) => asks > 0 || !ended));
  }
  await trial.clock.advance(10 * MINUTE);
  await until((all) => all.every(({ status }) => status === 'ended'));
});
afterAll(() => trial.stop());

const detail = (who: Caller, id: string) => who.get<ConversationDetail>(`/api/conversations/${id}`);
const anyId = async (): Promise<string> => (await list(trial.owner)).conversations[0]?.id ?? '';

describe('what is personal', () => {
  const personal = /Siti|62812345|card|You said/;

  it('is shown to owners and contributors', async () => {
    for (const who of [callers.owner, callers.contributor]) {
      const { conversations } = await list(who);
      expect(conversations[0]).toMatchObject({ name: 'Siti Aminah', phone: expect.stringMatching(/^62812345/) });
      expect(conversations[0]).not.toHaveProperty('masked');
      expect(JSON.stringify(await detail(who, conversations[0]?.id ?? ''))).toMatch(personal);
    }
  });

  it('is hidden from auditors, in the list, the conversation and its timeline', async () => {
    const page = await list(callers.auditor);
    expect(page.conversations).toHaveLength(2);
    expect(page.conversations.every(({ masked, name }) => masked === true && name === '•••')).toBe(true);
    const shown = await detail(callers.auditor, await anyId());
    expect(shown.timeline.map(({ type }) => type)).toContain('MessageReceived');
    expect(JSON.stringify([page, shown])).not.toMatch(personal);
  });

  it('is shown for an hour to the one auditor who says why, of that conversation alone; and that is written down', async () => {
    const id = await anyId();
    expect(await callers.auditor.problem('POST', `/api/conversations/${id}/unmask`, { reason: ' ' })).toMatchObject({ fields: [{ field: 'reason' }] });
    expect((await callers.auditor.call('POST', `/api/conversations/${id}/unmask`, { reason: 'Complaint 17' })).status).toBe(200);
    expect(JSON.stringify(await detail(callers.auditor, id))).toMatch(personal);
    expect((await list(callers.auditor)).conversations.map(({ masked }) => masked ?? false)).toEqual([false, true]);
    expect((await detail(callers['other auditor'], id)).masked).toBe(true);
    const { reads } = await trial.owner.get<AuditReadPage>('/api/audit/reads');
    expect(reads[0]).toMatchObject({ what: 'unmask', conversation: id, reason: 'Complaint 17', who: { id: callers.auditor.me?.id } });
    await trial.clock.advance(HOUR);
    expect((await detail(callers.auditor, id)).masked).toBe(true);
  });
});

describe('why a session ended', () => {
  it('leads from the end to the change that ruled it, and from the change to all it caused', async () => {
    const asked = (await list(trial.owner)).conversations.find(({ endReason }) => endReason === 'no-answer');
    const { timeline } = await detail(callers.auditor, asked?.id ?? '');
    const end = timeline.find(({ type }) => type === 'SessionEnded');
    const revision = Number(end?.data['revision']);
    expect((await callers.auditor.get<HistoryEntry>(`${tab}/revisions/${revision}`)).action).toBe('CredentialsSaved');
    const caused = await callers.auditor.get<Caused>(`${tab}/revisions/${revision}/caused`);
    expect(caused).toMatchObject({ asks: 2, ends: { 'no-answer': 2 } });
    expect(caused.items).toContainEqual({ conversation: asked?.id, event: end?.id, type: 'SessionEnded', at: end?.at });
    expect(new Set(caused.items.map(({ type }) => type))).toEqual(new Set(['AskRequested', 'SendAttempted', 'SessionEnded']));
    expect(await callers.auditor.get<Caused>('/api/agents/shop/channels/draft/revisions/1/caused')).toEqual({ asks: 0, ends: {}, items: [] });
  });
});

describe('what if', () => {
  const asks = (change: object, period: object = {}, who = callers.auditor) => who.call<WhatIfAnswer>(
    'POST', `${tab}/what-if`, { from: began, to: began + HOUR, settings: { ...defaultSessionSettings, ...change }, ...period },
  );

  it('says that the settings there were would have done what they did', async () => {
    const { body } = await asks({});
    expect(body).toEqual({ conversations: 2, really: body.instead, instead: { asked: 2, outsideWindow: 0, continued: 0, ended: { 'no-answer': 2 } }, differences: [] });
  });

  it('says what shorter delays would have done, and in which conversations; nothing is written but that it was asked', async () => {
    const { store } = trial.server.context;
    const before = await store.head();
    const { body } = await asks({ delayBeforeAskSeconds: 60, delayBeforeEndSeconds: 3_000 });
    expect(body.instead).toEqual({ asked: 3, outsideWindow: 0, continued: 1, ended: { 'no-answer': 2 } });
    expect(body.differences).toEqual([expect.objectContaining({ really: 'nothing', instead: 'continued' })]);
    const after = await store.readAll({ after: before, limit: 100 });
    expect(after.map(({ type, data }) => [type, data])).toEqual([['WhatIfAsked', { channel: shop, from: began, to: began + HOUR }]]);
  });

  it('looks at nothing outside of the period', async () =>
    expect((await asks({}, { from: began - HOUR, to: began })).body).toMatchObject({ conversations: 0, really: { asked: 0, ended: {} }, instead: { asked: 0, ended: {} } }));

  it('knows a silence that began before the period', async () =>
    expect((await asks({}, { from: began + 10 * MINUTE })).body.instead).toMatchObject({ ended: { 'no-answer': 2 } }));

  it('refuses a period that is none, or too long, and settings that the form would refuse', async () => {
    expect((await asks({}, { to: began })).body).toMatchObject({ fields: [{ field: 'to', problem: 'PeriodEmpty' }] });
    expect((await asks({}, { from: 0 })).body).toMatchObject({ fields: [{ field: 'to', problem: 'PeriodTooLong' }] });
    expect((await asks({ delayBeforeAskSeconds: 0 })).body).toMatchObject({ code: 'SettingsRefused', fields: [{ field: 'settings.delayBeforeAskSeconds' }] });
  });
});
