// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tandem/domain';
import type { AgentSummary, ChannelHealth, ConversationDetail, ConversationPage, LiveEvent, Saved, SavedAgent, WebhookPage } from '@tandem/wire';
import { createWayOfServer } from '../way-of-server.js';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { aNumber, connectMeta, signed } from '../testing/installation.js';
import { metaBody, provider, type Provider, type Written } from '../testing/trial.js';

let trial: ApiTrial;
let meta: Provider;
let contributor: Caller;
let agent = '';
let webhook = '';

const people = ['6281234500001', '6281234500002', '6281234500003'];

beforeAll(async () => {
  meta = provider();
  trial = await startApi({ graceSeconds: 0 }, { protocols: [meta.protocol], createWay: createWayOfServer });
  contributor = await trial.join('contributor');
  ({ id: agent } = (await contributor.call<SavedAgent>('POST', '/api/agents', { name: 'Shop' })).body);
  await contributor.call('PUT', `/api/agents/${agent}/runtimes/published`, { kind: 'demo' }, { 'if-match': '1' });
  const address = await connectMeta(trial.server.context.procedures, `${agent}.published`);
  webhook = `${trial.url}/webhooks/meta-cloud/${address}`;
  for (const from of people) {
    await writes({ from, text: `hello from ${from.at(-1) ?? ''}` });
    await trial.clock.advance(MINUTE);
  }
  await until(async () => (await list()).conversations.length === people.length);
});
afterAll(() => trial.stop());

const writes = (message: Written) => post(metaBody({ at: trial.clock.now(), ...message }));
const post = async (content: object | string, secret = aNumber.appSecret): Promise<number> => {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  return (await fetch(webhook, { method: 'POST', body, headers: signed(body, secret) })).status;
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let step = 0; step < 200; step += 1) {
    if (await holds()) return;
    await trial.clock.advance(20);
  }
  throw new Error('It never came to that.');
};

const list = (query = '', who = contributor) => who.get<ConversationPage>(`/api/conversations${query}`);
const detail = (id: string, after = 0) => contributor.get<ConversationDetail>(
  `/api/conversations/${id}`, { 'x-tandem-after': String(after) },
);
const idOf = async (from: string): Promise<string> => (await list()).conversations.find(
  ({ phone }) => phone === from,
)?.id ?? '';
const webhooks = (query = '') => contributor.get<WebhookPage>(
  `/api/agents/${agent}/channels/published/webhooks${query}`,
);

describe('the list of conversations', () => {
  it('shows who wrote, to which agent and what last, newest activity first', async () => {
    const { conversations } = await list();
    expect(conversations.map(({ phone }) => phone)).toEqual(people.toReversed());
    expect(conversations[0]).toMatchObject(
      {
        agent, agentName: 'Shop', version: 'published', name: 'Sari Dewi', status: 'active', asks: 0, unanswered: false,
      },
    );
  });

  it('comes in pages', async () => {
    const first = await list('?limit=2');
    expect(first.conversations).toHaveLength(2);
    const second = await list(`?limit=2&before=${encodeURIComponent(first.next ?? '')}`);
    expect([...first.conversations, ...second.conversations].map(({ phone }) => phone)).toEqual(people.toReversed());
    expect(second.next).toBeUndefined();
  });

  it('is filtered by agent, version, state and what needs attention', async () => {
    const count = async (query: string) => (await list(query)).conversations.length;
    expect(
      await Promise.all(
        [
          `?agent=${agent}`, `?agent=${agent}&version=draft`, '?agent=nobody', '?version=published', '?version=draft', '?status=active', '?status=ended',
          '?attention=true',
        ].map(count),
      ),
    )
      .toEqual([3, 0, 0, 3, 0, 3, 0, 0]);
  });
});

describe('the search in conversations', () => {
  const phones = async (query: string) => (await list(query)).conversations.map(({ phone }) => phone);
  const found = (query: string, count: number) => until(async () => (await list(query)).conversations.length === count);

  it('finds by words, by a number and by the time of the last activity, together with the other filters', async () => {
    await found('?text=hello', people.length);
    expect(await phones('?text=HELLO%20fro')).toEqual(people.toReversed());
    expect(await phones('?text=2')).toEqual([people[1]]);
    expect(await phones('?number=%2B62%20812-3450-0003')).toEqual([people[2]]);
    expect(await phones('?number=6281&text=2')).toEqual([people[1]]);
    expect(await phones('?text=hello&version=draft')).toEqual([]);
    expect(await phones(`?text=hello&agent=${agent}&status=active`)).toHaveLength(people.length);
    const [newest, middle] = (await list()).conversations;
    expect(await phones(`?from=${newest?.lastAt ?? 0}`)).toEqual([people[2]]);
    expect(await phones(`?to=${middle?.lastAt ?? 0}`)).toEqual([people[0]]);
    expect(await phones(`?from=${middle?.lastAt ?? 0}&to=${newest?.lastAt ?? 0}&text=hello`)).toEqual([people[1]]);
  });

  it('comes in pages like the list', async () => {
    const first = await list('?text=hello&limit=2');
    expect(first.conversations).toHaveLength(2);
    expect(first.cut).toBeUndefined();
    expect(await phones(`?text=hello&limit=2&before=${encodeURIComponent(first.next ?? '')}`)).toEqual([people[0]]);
  });

  it('is not for auditors, who could find out what is hidden from them; time is', async () => {
    const auditor = await trial.join('auditor');
    for (const query of ['?text=hello', '?number=62']) {
      expect(await auditor.problem('GET', `/api/conversations${query}`)).toMatchObject({ status: 403, code: 'SearchIsMasked' });
    }
    expect((await list('?from=0', auditor)).conversations).toHaveLength(people.length);
  });

  it('refuses a number without digits and a text without words', async () => {
    for (const query of ['?number=%2B', '?number=abc', '?text=', '?text=%3F%21']) {
      expect((await contributor.problem('GET', `/api/conversations${query}`)).code).toBe('Invalid');
    }
  });
});

describe('how a channel is', () => {
  const health = () => contributor.get<ChannelHealth>(`/api/agents/${agent}/channels/published/health`);

  it('says when it was called and written to last, and is silent for nobody who asked for no alarm', async () => {
    const { conversations: [newest] } = await list();
    const { lastCallAt = 0, lastMessageAt = 0, alarmHours, silentSince } = await health();
    expect(lastCallAt).toBeGreaterThan(0);
    expect(lastMessageAt).toBeLessThanOrEqual(newest?.lastAt ?? 0);
    expect([alarmHours, silentSince]).toEqual([0, undefined]);
    expect((await contributor.get<AgentSummary>(`/api/agents/${agent}`)).channels.published?.silentSince).toBeUndefined();
  });

  it('is not known of a number that is not there', async () =>
    expect((await contributor.problem('GET', `/api/agents/${agent}/channels/draft/health`)).code).toBe('NoSuchChannel'));
});

describe('a conversation', () => {
  it('tells everything that happened, in words, each with its time and cause', async () => {
    const { timeline } = await detail(await idOf('6281234500001'));
    expect(timeline.map(({ type }) => type).slice(0, 4)).toEqual(
      ['SessionStarted', 'MessageReceived', 'TurnStarted', 'TurnAnswered'],
    );
    expect(timeline[1]).toMatchObject({ text: 'hello from 1', at: expect.any(Number), causation: expect.any(String) });
    expect(JSON.stringify(timeline)).not.toContain('wamid');
  });

  it('is taken over, spoken in and handed back by a person, who is named', async () => {
    const id = await idOf('6281234500002');
    expect((await contributor.call('POST', `/api/conversations/${id}/take-over`, {})).status).toBe(200);
    expect(
      await contributor.problem('POST', `/api/conversations/${id}/take-over`, {}),
    ).toMatchObject({ status: 409, code: 'HeldAlready' });
    const once = { 'x-tandem-command': 'say-it-once-1' };
    const said = await contributor.call<Saved>(
      'POST', `/api/conversations/${id}/speak`, { text: 'This is Budi, how can I help?' }, once,
    );
    await contributor.call('POST', `/api/conversations/${id}/speak`, { text: 'This is Budi, how can I help?' }, once);
    const { timeline, status } = await detail(id, said.body.position);
    expect(status).toBe('held');
    expect(timeline.filter(({ type }) => type === 'OperatorSpoke')).toMatchObject(
      [{ text: 'This is Budi, how can I help?', by: 'Person 2' }],
    );
    const back = await contributor.call<Saved>('POST', `/api/conversations/${id}/hand-back`, {});
    expect((await detail(id, back.body.position)).status).toBe('active');
  });

  it('is told by a template, which the provider has approved and no window holds back', async () => {
    const id = await idOf('6281234500003');
    await contributor.call('POST', `/api/conversations/${id}/take-over`, {});
    const template = { name: 'order_update', language: 'en', parameters: ['Sari', '17'], text: 'Hello Sari, order 17 is on its way' };
    const said = await contributor.call<Saved>('POST', `/api/conversations/${id}/speak`, { template });
    const { timeline } = await detail(id, said.body.position);
    expect(timeline.filter(({ type }) => type === 'OperatorSpoke')).toMatchObject([{ text: template.text, data: { template: true } }]);
  });

  it.each<[object, string, string]>([
    [{}, 'text', 'Missing'],
    [{ text: 'Hello', template: { name: 'hello', language: 'en' } }, 'template', 'NotBoth'],
    [{ template: { name: ' ', language: 'en' } }, 'template.name', 'Missing'],
    [{ template: { name: 'hello', language: 'en-' } }, 'template.language', 'NotValid'],
    [{ template: { name: 'hello', language: 'en', parameters: ['', 'x'] } }, 'template.parameters', 'NotATextList'],
    [{ template: { name: 'hello', language: 'en', parameters: 'x' } }, 'template.parameters', 'NotATextList'],
  ])('is not told by %j', async (body, field, problem) => {
    const id = await idOf('6281234500003');
    expect(await contributor.problem('POST', `/api/conversations/${id}/speak`, body)).toMatchObject({ status: 400, fields: [{ field, problem }] });
  });

  it('is ended now', async () => {
    const id = await idOf('6281234500003');
    const ended = await contributor.call<Saved>('POST', `/api/conversations/${id}/end`, { reason: 'done by phone' });
    expect(await detail(id, ended.body.position)).toMatchObject({ status: 'ended', endReason: 'operator' });
    expect(
      await contributor.problem('POST', `/api/conversations/${id}/end`, {}),
    ).toMatchObject({ status: 409, code: 'NoActiveSession' });
    expect(
      await contributor.problem('POST', `/api/conversations/${agent}.published.nobody/end`, {}),
    ).toMatchObject({ status: 404, code: 'NoSuchConversation' });
  });

  it('is made unreadable by an owner', async () => {
    const id = await idOf('6281234500001');
    const erased = await trial.owner.call(
      'POST', `/api/conversations/${id}/erase`, { reason: 'asked for by the customer' },
    );
    expect(erased).toMatchObject({ status: 200, body: { rawBodiesGoAt: expect.any(Number) } });
    const after = await detail(id);
    expect([after.name, after.phone, after.endReason]).toEqual([undefined, undefined, 'erased']);
    expect(JSON.stringify(after)).not.toContain('hello from 1');
  });
});

describe('the page of webhooks', () => {
  it('shows the last calls with the verdict of every item, what was refused, and a balance that adds up', async () => {
    const before = await webhooks();
    await writes({ from: people[1], id: 'wamid.twice', text: 'once' });
    await writes({ from: people[1], id: 'wamid.twice', text: 'once' });
    await post(metaBody({ phoneNumberId: '999', from: people[1], text: 'for somebody else', at: trial.clock.now() }));
    await post('{"object":');
    await post('{}', 'a wrong secret');
    await trial.clock.advance(2 * MINUTE);
    await until(
      async () => (await webhooks()).balance.read === before.balance.read + 4 && (await webhooks()).refusals.length > 0,
    );
    const { receipts, balance, refusals } = await webhooks();
    expect(
      receipts.slice(0, 4).map(({ items }) => items.map(({ verdict, reason }) => [verdict, reason ?? ''])),
    ).toEqual([
      [
        ['unreadable', expect.any(String)],
      ], [['foreign', 'ForeignNumber']], [['duplicate', expect.any(String)]], [['handled', '']],
    ]);
    expect(receipts.every(({ read }) => read)).toBe(true);
    expect(refusals).toMatchObject([{ counts: { BadSignature: 1 } }]);
    expect(balance.received).toBe(balance.accepted + 1);
    expect(balance.accepted).toBe(balance.read + balance.waiting);
    expect(Object.values(balance.items).reduce((sum, count) => sum + count, 0)).toBe(balance.read);
  });

  it('comes in pages', async () => {
    const all = (await webhooks()).receipts.map(({ id }) => id);
    const first = await webhooks('?limit=2');
    const second = await webhooks(`?limit=200&before=${first.next ?? ''}`);
    expect([...first.receipts, ...second.receipts].map(({ id }) => id)).toEqual(all);
    expect(second.next).toBeUndefined();
  });

  it('has no parked items, and says so where one is named', async () => {
    const path = `/api/agents/${agent}/channels/published/parked`;
    expect(await contributor.get(path)).toEqual([]);
    expect(
      await contributor.problem('POST', `${path}/nothing/replay`, {}),
    ).toMatchObject({ status: 404, code: 'NoSuchParkedItem' });
    expect(
      await contributor.problem('POST', `${path}/nothing/dismiss`, {}),
    ).toMatchObject({ status: 404, code: 'NoSuchParkedItem' });
  });
});

describe('live updates', () => {
  it('tell of conversations, receipts, agents and channels, and end with the sign-in', async () => {
    const stream = await contributor.open('/api/live', new AbortController().signal);
    let told = '';
    const heard = (): readonly LiveEvent[] => [...told.matchAll(/^data: (\{.+\})$/gm)].map(
      ([, data = '']) => JSON.parse(data) as LiveEvent,
    );
    const reading = (async () => {
      for (let text = await stream.text(); text !== ''; text = await stream.text()) told += text;
    })();
    await writes({ from: people[2], text: 'live' });
    await contributor.call('POST', '/api/agents', { name: 'Another' });
    await trial.server.context.procedures.channels.resumeSending(`${agent}.published`, { id: 'x', means: 'system' });
    const id = await idOf('6281234500003');
    const wanted: readonly LiveEvent[] = [
      { what: 'conversation', id }, { what: 'webhooks', agent, version: 'published' }, { what: 'agents' },
    ];
    await until(
      async () => wanted.every((event) => heard().some((one) => JSON.stringify(one) === JSON.stringify(event))),
    );
    await trial.clock.advance(MINUTE);
    await until(async () => told.includes('event: ping'));
    await contributor.call('POST', '/api/sign-out');
    await trial.clock.advance(MINUTE);
    await reading;
  });
});
