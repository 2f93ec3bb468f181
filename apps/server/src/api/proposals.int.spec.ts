// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSessionSettings } from '@tandem/domain';
import type { ApiToken, ConnectedChannelView, HistoryPage, Problem, Restored, Saved, SavedAgent, SavedChannel } from '@tandem/wire';
import { aNumber, by, connectMeta, saved } from '../testing/installation.js';
import { callerOf, startApi, type ApiTrial, type Caller } from '../testing/api-client.js';

let trial: ApiTrial;
let agent: string;
let budi: Caller;

beforeEach(async () => {
  trial = await startApi();
  ({ id: agent } = (await trial.owner.call<SavedAgent>('POST', '/api/agents', { name: 'Desk' })).body);
  await connectMeta(trial.server.context.procedures, `${agent}.published`);
  budi = await trial.join('contributor');
  expect((await trial.owner.call('PUT', `/api/agents/${agent}/policy`, { publishedNeedsReason: false, publishedNeedsApproval: true })).status).toBe(200);
});
afterEach(() => trial.stop());

const path = (version = 'published') => `/api/agents/${agent}/channels/${version}`;
const view = (version = 'published') => trial.owner.get<ConnectedChannelView>(path(version));
const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };
const seen = async (version = 'published') => ({ 'if-match': String((await view(version)).version) });

const proposes = async (body: object = { settings, reason: 'Too slow' }, put = path()): Promise<string> => {
  const answer = await trial.owner.call<Saved>('PUT', put, body, await seen());
  expect(answer).toMatchObject({ status: 200, body: { proposed: true } });
  return (await view()).proposal?.id ?? '';
};
const decide = async (who: Caller, what: 'approve' | 'reject' | 'withdraw', proposal: string, headers?: Record<string, string>) =>
  who.call<Problem>('POST', `${path()}/proposal/${what}`, { proposal }, headers ?? (await seen()));

describe('a change of the published configuration that needs a second person', () => {
  it('waits, and is shown with what it would change', async () => {
    await proposes();
    const { proposal, sessionManagement } = await view();
    expect(sessionManagement.settings).toEqual(defaultSessionSettings);
    expect(proposal).toMatchObject({
      by: { id: trial.owner.me?.id, name: 'Person 1' }, reason: 'Too slow', changes: [{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 60 }],
    });
  });

  it('is saved by another person\'s approval, under both names', async () => {
    const proposal = await proposes();
    expect((await decide(budi, 'approve', proposal)).status).toBe(200);
    const now = await view();
    expect(now.sessionManagement.settings).toEqual(settings);
    expect(now.proposal).toBeUndefined();
    expect(now.lastChange?.by).toBe('Person 2');
    const { events } = await trial.server.context.store.read(`channel-${agent}.published`);
    expect(events.slice(-3).map(({ type, meta }) => [type, meta.actor, meta.reason])).toEqual([
      ['ChangeProposed', trial.owner.me?.id, 'Too slow'], ['SessionSettingsChanged', budi.me?.id, 'Too slow'], ['ChangeApproved', budi.me?.id, 'Too slow'],
    ]);
    expect(events.at(-1)?.data).toMatchObject({ by: budi.me?.id, proposedBy: trial.owner.me?.id });
    const { entries } = await trial.owner.get<HistoryPage>(`/api/agents/${agent}/history?subject=published`);
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['ChangeProposed', 'ChangeApproved']));
  });

  it('is approved neither by who proposed it nor by a program, and only one at a time', async () => {
    const proposal = await proposes();
    expect((await decide(trial.owner, 'approve', proposal)).body.code).toBe('OwnProposal');
    const { token } = (await trial.owner.call<ApiToken>('POST', '/api/api-tokens', { name: 'Bot', role: 'owner', until: trial.clock.now() + 86_400_000 })).body;
    expect((await decide(callerOf(trial.url, { token }), 'approve', proposal)).body.code).toBe('Forbidden');
    expect((await trial.owner.call<Problem>('PUT', path(), { settings: { ...settings, delayBeforeAskSeconds: 70 } }, await seen())).body.code).toBe('ProposalWaits');
    expect((await view()).sessionManagement.settings).toEqual(defaultSessionSettings);
  });

  it('is rejected by another, or withdrawn by who proposed it', async () => {
    expect((await decide(budi, 'reject', await proposes())).status).toBe(200);
    expect((await view()).proposal).toBeUndefined();
    const again = await proposes();
    expect((await decide(budi, 'withdraw', again)).body.code).toBe('NotYourProposal');
    expect((await decide(trial.owner, 'withdraw', again)).status).toBe(200);
    expect((await decide(budi, 'approve', again)).body.code).toBe('NoSuchProposal');
    expect((await view()).sessionManagement.settings).toEqual(defaultSessionSettings);
  });

  it('is judged as it stands when it is approved: what another changed meanwhile, and a number that is taken by now', async () => {
    const before = await seen();
    const proposal = await proposes({ number: '+62 811-0000-0001' }, `${path()}/number`);
    saved(await trial.server.context.procedures.channels.regenerateSecret(`${agent}.published`, { ...by(), approves: true }));
    expect((await decide(budi, 'approve', proposal, before)).body.code).toBe('ChangedMeanwhile');
    saved(await trial.server.context.procedures.channels.connect(`${agent}.draft`, by(), { protocol: 'meta-cloud', number: '+62 811-0000-0001' }));
    expect((await decide(budi, 'approve', proposal)).body.code).toBe('NumberHeld');
    expect((await view()).number).toBe(aNumber.number.replace(/\D/g, ''));
    expect((await view()).proposal?.id).toBe(proposal);
  });

  it('says what the rules refuse when it is proposed', async () => {
    const refused = await trial.owner.call<Problem>('PUT', path(), { settings: { ...settings, delayBeforeAskSeconds: 0 } }, await seen());
    expect(refused.body).toMatchObject({ code: 'SettingsRefused', fields: [{ field: 'settings.delayBeforeAskSeconds', problem: 'LessThanOne' }] });
  });

  it('is also what a copy of the draft\'s settings makes', async () => {
    const { channels } = trial.server.context.procedures;
    saved(await channels.connect(`${agent}.draft`, by(), { protocol: 'meta-cloud', number: '+62 811-0000-0002' }));
    const answer = await trial.owner.call<SavedChannel>('PUT', path('draft'), { settings }, await seen('draft'));
    expect(answer.body.proposed).toBeUndefined();
    const copied = await trial.owner.call<Restored>('POST', `${path()}/copy-from-draft`, { confirm: true });
    expect(copied).toMatchObject({ status: 200, body: { proposed: true } });
    expect((await view()).proposal?.changes).toHaveLength(1);
  });

  it('has no way around it', async () => {
    const { channels } = trial.server.context.procedures;
    const channel = `${agent}.published` as const;
    for (const means of ['cms', 'api', 'restore'] as const) {
      expect(await channels.saveSessionSettings(channel, { ...by(), means }, settings)).toEqual({ kind: 'rejected', reason: 'ApprovalNeeded' });
      expect(await channels.changeNumber(channel, { ...by(), means }, '+62 811-0000-0003')).toEqual({ kind: 'rejected', reason: 'ApprovalNeeded' });
    }
  });
});
