// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSessionSettings, noChannel, type ChannelKey } from '@tandem/domain';
import { createProtocols } from '@tandem/protocols';
import { startSimulator, type Simulator } from '@tandem/simulator';
import type { AgentSummary, ConnectedChannelView, Problem, Saved, SavedAgent, SavedChannel } from '@tandem/wire';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { lines } from '../testing/story-numbers.js';

const [line] = lines as [(typeof lines)[number]];
const { phoneNumberId, wabaId, appId, appSecret, accessToken } = line;
const credentials = { phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken };
const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };
const http = { kind: 'http', url: 'https://agent.example.com/turns', secret: `whsec_${'A'.repeat(43)}=` };

let simulator: Simulator;
let trial: ApiTrial;
let agent: string;
let budi: Caller;

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, seed: 1 });
  const { number, agent: name, version: _version, ...known } = line;
  simulator.addNumber({ ...known, displayPhoneNumber: number, name });
  const protocols = createProtocols({ 'meta-cloud': { url: simulator.url } });
  trial = await startApi({}, { protocols });
  ({ id: agent } = (await trial.owner.call<SavedAgent>('POST', '/api/agents', { name: 'Desk' })).body);
  await trial.owner.call('POST', `${path()}/connect`, { protocol: 'meta-cloud', number });
  expect((await trial.owner.call('PUT', path(), { credentials }, await seen())).status).toBe(200);
  await trial.owner.call('POST', `/api/agents/${agent}/channels/draft/connect`, { protocol: 'meta-cloud', number: '+62 811-0000-0002' });
  await trial.owner.call('PUT', `/api/agents/${agent}/channels/draft`, { settings }, { 'if-match': '2' });
  await trial.owner.call('PUT', `/api/agents/${agent}/runtimes/draft`, http, await agentSeen());
  budi = await trial.join('contributor');
  await policy(true);
});
afterEach(async () => {
  await trial.stop();
  await simulator.close();
});

const path = () => `/api/agents/${agent}/channels/published`;
const view = () => trial.owner.get<ConnectedChannelView>(path());
const seen = async () => ({ 'if-match': String((await view()).version) });
const summary = () => trial.owner.get<AgentSummary>(`/api/agents/${agent}`);
const agentSeen = async () => ({ 'if-match': String((await summary()).version) });
const policy = async (publishedNeedsApproval: boolean) =>
  trial.owner.call<Saved>('PUT', `/api/agents/${agent}/policy`, { publishedNeedsReason: false, publishedNeedsApproval }, await agentSeen());
const approve = async (who = budi) => who.call<Saved & Problem>('POST', `${path()}/proposal/approve`, { proposal: (await view()).proposal?.id ?? 'none' }, await seen());
const withdraw = async () => trial.owner.call('POST', `${path()}/proposal/withdraw`, { proposal: (await view()).proposal?.id ?? 'none' }, await seen());
const key = (): ChannelKey => `${agent}.published`;

/** What customers meet, and the rules around it; what waits is not among it. */
const inForce = () => {
  const { directory } = trial.server.context;
  const channel = directory.byKey(key())?.state ?? noChannel;
  const { proposal: _waiting, ...rest } = channel as typeof channel & { proposal?: unknown };
  const state = directory.agent(agent)?.state;
  return JSON.stringify({ channel: rest, published: state?.runtimes.published ?? null, policy: state?.policy, status: state?.status });
};

interface Ask {
  readonly body?: () => unknown;
  readonly after?: () => Promise<Record<string, string>>;
  /** Where it is no proposal: what it is refused with, or why it may be done at once. */
  readonly refused?: string;
  readonly atOnce?: string;
}

/** Every route that changes something under an agent. One that is missing here fails the test. */
const asks: Readonly<Record<string, Ask>> = {
  'PUT channels/{version}': { body: () => ({ settings }), after: seen },
  'PUT channels/{version}/number': { body: () => ({ number: '+62 811-0000-0003' }), after: seen },
  'PUT channels/{version}/protocol': { body: () => ({ protocol: 'qontak' }), after: seen },
  'PUT channels/{version}/endpoint': {},
  'POST channels/{version}/webhook-secret': {},
  'POST channels/{version}/disconnect': {},
  'POST channels/{version}/restore': { body: () => ({ at: trial.clock.now(), confirm: true }), refused: 'NothingChanged' },
  'POST channels/published/copy-from-draft': { body: () => ({ confirm: true }) },
  'PUT runtimes/{version}': { body: () => http, after: agentSeen },
  'POST publish': {},
  'PUT policy': { body: () => ({ publishedNeedsReason: false, publishedNeedsApproval: false }), after: agentSeen },
  'POST archive': { refused: 'DisconnectFirst' },
  'POST channels/{version}/connect': {
    body: () => ({ protocol: 'meta-cloud', number: '+62 811-0000-0003' }), refused: 'AlreadyConnected',
    atOnce: 'reaches nobody before credentials are saved, which waits',
  },
  'POST channels/{version}/webhook-secret/revoke': { body: () => ({ fingerprint: 'none' }), refused: 'SecretUnknown', atOnce: 'a secret that leaked cannot wait' },
  'POST channels/{version}/resume': { atOnce: 'ends a pause that the provider made; nothing is configured' },
  'POST channels/published/proposal/approve': { body: () => ({ proposal: 'none' }), after: seen, refused: 'NoSuchProposal' },
  'POST channels/published/proposal/reject': { body: () => ({ proposal: 'none' }), refused: 'NoSuchProposal' },
  'POST channels/published/proposal/withdraw': { body: () => ({ proposal: 'none' }), refused: 'NoSuchProposal' },
  'PATCH ': { body: () => ({ name: 'Help' }), after: agentSeen, atOnce: 'the name is the team\'s' },
  'POST runtimes/{version}/try': { body: () => ({}), refused: 'RuntimeRefused', atOnce: 'one turn of a conversation that there is not' },
  'POST channels/{version}/what-if': { body: () => ({ from: 0, to: 1, settings }), atOnce: 'writes nothing' },
  'POST channels/{version}/parked/{parked}/replay': { body: () => ({}), atOnce: 'handles what came in' },
  'POST channels/{version}/parked/{parked}/dismiss': { body: () => ({}), atOnce: 'handles what came in' },
  'POST trial/{phone}/messages': { body: () => ({}), atOnce: 'the draft\'s' },
  'POST trial/{phone}/seen': { body: () => ({ sends: [] }), atOnce: 'the draft\'s' },
};

const root = '/api/agents/{agent}';

describe('with a second person asked for, one owner alone', () => {
  it('changes nothing at once that customers meet, by any route', async () => {
    const document = await trial.nobody.get<{ paths: Record<string, Record<string, unknown>> }>('/api/docs/openapi.json');
    const routes = Object.entries(document.paths).filter(([at]) => at === root || at.startsWith(`${root}/`))
      .flatMap(([at, methods]) => Object.keys(methods).filter((method) => method !== 'get').map((method) => `${method.toUpperCase()} ${at.slice(root.length + 1)}`));
    expect(routes.toSorted()).toEqual(Object.keys(asks).toSorted());
    for (const [route, { body, after, refused, atOnce }] of Object.entries(asks)) {
      const [method = '', at = ''] = route.split(' ');
      const before = inForce();
      const filled = `/api/agents/${agent}/${at}`.replace(/\/$/, '').replace('{version}', 'published').replace('{phone}', '1').replace('{parked}', 'p1');
      const answer = await trial.owner.call<Partial<Saved> & Partial<Problem>>(method, filled, body?.() ?? {}, await after?.());
      expect([route, inForce()]).toEqual([route, before]);
      if (refused) expect([route, answer.body.code]).toEqual([route, refused]);
      else if (!atOnce) expect([route, answer.status, answer.body]).toMatchObject([route, 200, { proposed: true }]);
      if ((await view()).proposal) await withdraw();
    }
  }, 30_000);

  it('has no way around it below the API', async () => {
    const { agents, channels } = trial.server.context.procedures;
    const giver = { id: 'command-1', means: 'api' } as const;
    const needed = { kind: 'rejected', reason: 'ApprovalNeeded' };
    expect(await agents.publish(agent, giver)).toEqual(needed);
    expect(await agents.connectRuntime(agent, giver, { version: 'published', runtime: { kind: 'demo' } })).toEqual(needed);
    expect(await agents.changePolicy(agent, giver, { publishedNeedsReason: false, publishedNeedsApproval: false })).toEqual(needed);
    expect(await agents.archive(agent, giver)).toEqual({ kind: 'rejected', reason: 'DisconnectFirst' });
    expect(await channels.disconnect(key(), giver)).toEqual(needed);
    expect(await channels.regenerateSecret(key(), giver)).toEqual(needed);
  });

  it('still does with the draft as she likes', async () => {
    const changed = await trial.owner.call<Saved>('PUT', `/api/agents/${agent}/runtimes/draft`, { kind: 'demo' }, await agentSeen());
    expect(changed.body.proposed).toBeUndefined();
    expect((await summary()).runtimes.draft?.kind).toBe('demo');
  });
});

describe('what stands alone', () => {
  it('is shown as what it would do, and done by another person\'s approval: the draft\'s runtime as it was proposed', async () => {
    await trial.owner.call('POST', `/api/agents/${agent}/publish`, {});
    await trial.owner.call('PUT', `/api/agents/${agent}/runtimes/draft`, { kind: 'demo' }, await agentSeen());
    const { proposal } = await view();
    expect(proposal).toMatchObject({ alone: 'runtime', changes: [{ field: 'runtimes.published.kind', new: 'http' }, { field: 'runtimes.published.url', new: http.url }, { field: 'runtimes.published.secret' }] });
    expect(JSON.stringify(proposal)).not.toContain(http.secret);
    expect((await approve(trial.owner)).body.code).toBe('OwnProposal');
    expect((await approve()).status).toBe(200);
    expect((await summary()).runtimes.published).toEqual({ kind: 'http', url: http.url });
    expect((await view()).proposal).toBeUndefined();
  });

  it('is the rule itself: it goes only with a second person', async () => {
    expect((await policy(false)).body.proposed).toBe(true);
    expect((await view()).proposal).toMatchObject({ alone: 'policy', changes: [{ field: 'policy.publishedNeedsApproval', old: true, new: false }] });
    expect((await approve()).status).toBe(200);
    expect((await summary()).publishedNeedsApproval).toBeUndefined();
    expect((await trial.owner.call<Saved>('POST', `/api/agents/${agent}/publish`, {})).body.proposed).toBeUndefined();
  });

  it('is a new webhook secret, of which the provider hears at the approval', async () => {
    const before = (await view()).webhook.verifyToken;
    await trial.owner.call('POST', `${path()}/webhook-secret`, {});
    expect((await view()).webhook.verifyToken).toBe(before);
    expect((await approve()).status).toBe(200);
    expect((await view()).webhook.verifyToken).not.toBe(before);
    const { events } = await trial.server.context.store.read(`channel-${key()}`);
    const hers = events.filter(({ meta }) => meta.actor === budi.me?.id).map(({ type }) => type);
    expect(hers).toEqual(['WebhookSecretRegenerated', 'EndpointRegistered', 'ChangeApproved']);
  });

  it('is the end of the number, approved and done in one; then the agent can be put away', async () => {
    await trial.owner.call('POST', `${path()}/disconnect`, { reason: 'Moved' });
    expect((await view()).status).toBe('connected');
    expect((await approve()).status).toBe(200);
    expect((await view()).status).toBe('disconnected');
    const { events } = await trial.server.context.store.read(`channel-${key()}`);
    expect(events.slice(-2).map(({ type, meta }) => [type, meta.actor, meta.reason])).toEqual([['ChangeApproved', budi.me?.id, 'Moved'], ['ChannelDisconnected', budi.me?.id, 'Moved']]);
    expect((await trial.owner.call('POST', `/api/agents/${agent}/archive`, {})).status).toBe(200);
  });
});

describe('credentials that one person proposes', () => {
  const other = { ...credentials, accessToken: 'a token of the second app' };
  const propose = async (entered: object) => trial.owner.call<SavedChannel>('PUT', path(), { credentials: entered }, await seen());
  const fingerprint = async () => JSON.stringify((await view()).credentials['accessToken']);

  it('are asked about at the provider when another approves; what it refuses stays a proposal, and the old ones in force', async () => {
    const before = await fingerprint();
    expect((await propose(other)).body).toMatchObject({ proposed: true, checks: [] });
    expect((await approve()).body).toMatchObject({ code: 'CredentialsRefused', fields: [{ field: 'credentials.accessToken', problem: 'ProviderRefused' }] });
    expect(await fingerprint()).toBe(before);
    expect((await view()).proposal).toBeDefined();
  });

  it('are saved once the provider takes them, and never shown', async () => {
    const before = await fingerprint();
    const proposed = await propose(other);
    const { number, agent: name, version: _version, ...known } = line;
    simulator.addNumber({ ...known, displayPhoneNumber: number, name, accessToken: other.accessToken });
    const shown = await budi.get<ConnectedChannelView>(path());
    expect(shown.proposal?.changes).toEqual([{ field: 'credentials.accessToken', old: { secret: expect.any(String) }, new: { secret: expect.any(String) } }]);
    const approved = await approve();
    expect(approved.status).toBe(200);
    expect(await fingerprint()).not.toBe(before);
    const { events } = await trial.server.context.store.read(`channel-${key()}`);
    const history = await trial.owner.get(`/api/agents/${agent}/history?subject=published`);
    for (const where of [proposed.body, shown, approved.body, events, history, await view()]) expect(JSON.stringify(where)).not.toContain(other.accessToken);
  });
});
