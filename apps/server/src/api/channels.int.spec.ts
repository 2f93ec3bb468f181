// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, defaultSessionSettings } from '@tandem/domain';
import { createProtocols } from '@tandem/protocols';
import { startSimulator, type CallFault, type FaultChange, type Simulator } from '@tandem/simulator';
import type { AgentSummary, ChannelHealth, ChannelView, ConnectedChannelView, Saved, SavedAgent, SavedChannel } from '@tandem/wire';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { lines } from '../testing/story-numbers.js';

const [published, draft] = lines as [(typeof lines)[number], (typeof lines)[number]];
const enteredOf = ({ phoneNumberId, wabaId, appId, appSecret, accessToken }: (typeof lines)[number]) =>
  ({ phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken });

let simulator: Simulator;
let trial: ApiTrial;
let contributor: Caller;
let agent = '';

const metaAlone = () => createProtocols({ 'meta-cloud': { url: simulator.url } }).filter(({ name }) => name === 'meta-cloud');

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, seed: 1 });
  trial = await startApi({}, { protocols: metaAlone() });
  contributor = await trial.join('contributor');
  agent = await newAgent('Shop');
  for (const { number, agent: name, version: _version, ...settings } of [published, draft]) simulator.addNumber(
    { ...settings, displayPhoneNumber: number, name },
  );
});
afterEach(async () => {
  await trial.stop();
  await simulator.close();
});

const newAgent = async (name: string): Promise<string> => (await contributor.call<SavedAgent>(
  'POST', '/api/agents', { name },
)).body.id;
const at = (version: number) => ({ 'if-match': String(version) });
const tab = (version: 'published' | 'draft' = 'published', of = agent) => `/api/agents/${of}/channels/${version}`;
const connect = (path = tab(), number = published.number) => contributor.call<Saved>(
  'POST', `${path}/connect`, { protocol: 'meta-cloud', number },
);
const view = (path = tab(), who = contributor) => who.get<ConnectedChannelView>(path);
const save = async (body: object, path = tab(), who = contributor) =>
  who.call<SavedChannel>('PUT', path, body, at((await view(path)).version));
const connected = async (): Promise<void> => {
  await connect();
  expect((await save({ credentials: enteredOf(published) })).status).toBe(200);
};
const fault = (how: CallFault) => simulator.setFaults(published.phoneNumberId, { calls: [{ on: 'setup', ...how }] });

describe('the wizard', () => {
  it('offers every protocol with its own texts', async () => {
    expect(await contributor.get('/api/protocols')).toEqual([{
      name: 'meta-cloud', title: 'Meta Cloud', bestFor: expect.stringContaining('directly') as unknown,
      requires: expect.stringContaining('Meta Developer') as unknown,
      fields: expect.arrayContaining(
        [{ name: 'appSecret', label: 'App Secret', secret: true, required: true }],
      ) as unknown,
      registration: 'at-save', templates: true,
    }]);
  });

  it('takes protocol and number, and the form takes its place', async () => {
    expect(await contributor.get<ChannelView>(tab())).toEqual({ status: 'none' });
    expect((await connect()).status).toBe(200);
    const { webhook, ...shown } = await view();
    expect(shown).toMatchObject({
      status: 'connected', state: 'connected', protocol: 'meta-cloud', number: '12025550141', credentials: {},
      proven: false, shared: [],
      sessionManagement: {
        visible: true, settings: defaultSessionSettings,
      }, lastChange: { by: 'Person 2', at: trial.clock.now() },
    });
    expect(webhook.url).toMatch(new RegExp(`^${trial.url}/webhooks/meta-cloud/[\\w-]{32}$`));
    expect(webhook.verifyToken).toMatch(/^[\w-]{32}$/);
    expect(await contributor.get<ChannelView>(tab('draft'))).toEqual({ status: 'none' });
    expect(
      await contributor.problem('POST', `${tab()}/connect`, { protocol: 'meta-cloud', number: '+12025550199' }),
    ).toMatchObject({ status: 409, code: 'AlreadyConnected' });
  });

  it.each([
    [{ protocol: 'meta-cloud', number: '12' }, 422, 'number', 'NumberNotValid'],
    [{ protocol: 'meta-cloud', number: ' ' }, 422, 'number', 'NumberMissing'],
    [{ protocol: 'qontak', number: '+12025550199' }, 422, 'protocol', 'ProtocolNotInstalled'],
    [{ protocol: 'telegram', number: '+12025550199' }, 400, 'protocol', 'NotOneOf'],
  ])('refuses %j with %i at %s', async (body, status, field, problem) => {
    expect(
      await contributor.problem('POST', `${tab()}/connect`, body),
    ).toMatchObject({ status, fields: [{ field, problem }] });
  });

  it('names who holds a number already, agent and version', async () => {
    await connect();
    const other = await newAgent('Help desk');
    const problem = await contributor.problem(
      'POST', `${tab('draft', other)}/connect`, { protocol: 'meta-cloud', number: '+1 (202) 555-0141' },
    );
    expect(problem).toMatchObject({
      status: 409, code: 'NumberHeld', fields: [{ field: 'number', problem: 'NumberHeld' }],
      heldBy: [{ what: 'number', agent, agentName: 'Shop', version: 'published' }],
    });
  });
});

describe('saving credentials', () => {
  it('asks Meta first, has it call us for the number while the save is open, and shows secrets by their ends alone', async () => {
    await connect();
    const saved = await save({ credentials: enteredOf(published), reason: 'go-live' });
    expect(saved).toMatchObject(
      {
        status: 200,
        body: { checks: [{ check: 'credentials', outcome: 'passed' }, { check: 'callback', outcome: 'passed' }] },
      },
    );
    const shown = await view();
    expect(shown).toMatchObject(
      { state: 'ready', version: saved.body.version, endpoint: { status: 'set', at: trial.clock.now(), notices: [] } },
    );
    expect(shown.credentials).toMatchObject(
      {
        appId: { kind: 'value', value: published.appId },
        appSecret: { kind: 'secret', lastFour: published.appSecret.slice(-4) },
      },
    );
    const everything = JSON.stringify([shown, await trial.server.context.store.readAll({ after: 0, limit: 1_000 })]);
    expect(everything).not.toContain(published.accessToken);
    expect(
      simulator.numbers().find(({ phoneNumberId }) => phoneNumberId === published.phoneNumberId)?.override,
    ).toBe(shown.webhook.url);
    expect(await contributor.get<readonly AgentSummary[]>('/api/agents')).toMatchObject(
      [{ channels: { published: { state: 'ready', number: '12025550141' } } }],
    );
  });

  it('does not ask again where nothing was changed, and keeps secrets that are left out', async () => {
    await connected();
    const { appId, phoneNumberId, businessAccountId } = enteredOf(published);
    fault({ fault: 'refuse', code: 190, always: true });
    expect(
      (await save({ credentials: { appId, phoneNumberId, businessAccountId, appSecret: '' } })).body.checks,
    ).toEqual([]);
  });

  it('names the fields that are missing or unknown', async () => {
    await connect();
    const problem = (await save(
      { credentials: { phoneNumberId: '1', surprise: 'x' } },
    )).body as unknown as { fields: { field: string; problem: string }[] };
    expect(problem).toMatchObject({ status: 422, code: 'CredentialsRefused' });
    expect(problem.fields).toEqual(expect.arrayContaining([
      { field: 'credentials.appId', problem: 'CredentialMissing' }, {
        field: 'credentials.surprise', problem: 'CredentialUnknown',
      },
    ]));
  });

  it.each<[string, object, string]>([
    ['a token that is not valid', { accessToken: 'made up' }, 'accessToken'],
    ['an app and a secret that do not belong together', { appSecret: 'another' }, 'appSecret'],
    ['an account that the token does not reach', { businessAccountId: '999' }, 'businessAccountId'],
    ['the id of a number that is not there', { phoneNumberId: '999' }, 'phoneNumberId'],
  ])('says %s in the provider\'s words, and the old values stay in force', async (_what, change, field) => {
    await connected();
    const before = await view();
    const problem = await save({ credentials: { ...enteredOf(published), ...change } });
    expect(problem.body).toMatchObject({ status: 422, code: 'CredentialsRefused', fields: expect.arrayContaining([
      { field: `credentials.${field}`, problem: 'ProviderRefused', words: expect.stringMatching(/\w+ \w+/) as unknown },
    ]) as unknown });
    expect(await view()).toEqual(before);
  });

  it.each<[string, FaultChange, string]>([
    ['that is over', { token: { expired: true } }, 'Session has expired'],
    ['without a permission', { token: { lacks: ['whatsapp_business_messaging'] } }, 'whatsapp_business_messaging'],
    [
      'without any of the permissions', { token: { lacks: ['whatsapp_business_management', 'whatsapp_business_messaging'] } },
      'whatsapp_business_messaging and whatsapp_business_management',
    ],
  ])('refuses a token %s at its field, and the old values stay in force', async (_what, change, words) => {
    await connect();
    const before = await view();
    simulator.setFaults(published.phoneNumberId, change);
    expect((await save({ credentials: enteredOf(published) })).body).toMatchObject({
      status: 422, code: 'CredentialsRefused',
      fields: [{ field: 'credentials.accessToken', problem: 'ProviderRefused', words: expect.stringContaining(words) as unknown }],
    });
    expect(await view()).toEqual(before);
  });

  it('subscribes the app to the account where it is not, and says in Meta\'s words why that cannot be', async () => {
    const { number, agent: name, version: _version, ...settings } = published;
    simulator.addNumber({ ...settings, displayPhoneNumber: number, name, subscribed: false });
    simulator.setFaults(published.phoneNumberId, { noSubscription: true });
    await connect();
    const before = await view();
    expect((await save({ credentials: enteredOf(published) })).body).toMatchObject({
      status: 422, code: 'CallbackRefused', step: 'subscription', detail: expect.stringContaining('Requires whatsapp_business_management') as unknown,
    });
    expect(await view()).toEqual(before);
    simulator.clearFaults(published.phoneNumberId);
    expect((await save({ credentials: enteredOf(published) })).body.checks).toContainEqual({ check: 'callback', outcome: 'passed' });
  });

  it.each<[call: string, code: string, field: string | undefined]>([
    ['GET debug_token', 'CredentialsRefused', 'appSecret'],
    ['GET number', 'CredentialsRefused', 'phoneNumberId'],
    ['GET phone_numbers', 'CredentialsRefused', 'businessAccountId'],
    ['GET subscribed_apps', 'CallbackRefused', undefined],
    ['POST subscribed_apps', 'CallbackRefused', undefined],
    ['GET subscriptions', 'CallbackRefused', undefined],
    ['POST subscriptions', 'CallbackRefused', undefined],
    ['POST number', 'CallbackRefused', undefined],
  ])('says in Meta\'s words that %s was refused, and saves nothing until it is not', async (call, code, field) => {
    const { number, agent: name, version: _version, ...settings } = published;
    simulator.addNumber({ ...settings, displayPhoneNumber: number, name, subscribed: false });
    await connect();
    const before = await view();
    const words = '(#100) This call is refused today';
    fault({ call, fault: 'refuse', code: 100, message: words });
    expect((await save({ credentials: enteredOf(published) })).body).toMatchObject({
      status: 422, code,
      ...(field
        ? { fields: [{ field: `credentials.${field}`, problem: 'ProviderRefused', words: expect.stringContaining(words) as unknown }] }
        : { detail: expect.stringContaining(words) as unknown }),
    });
    expect(await view()).toEqual(before);
    expect((await save({ credentials: enteredOf(published) })).status).toBe(200);
  });

  it.each([
    ['GET debug_token', 502, 'ProviderUnanswered'], ['GET number', 502, 'ProviderUnanswered'], ['GET phone_numbers', 502, 'ProviderUnanswered'],
    ['GET subscribed_apps', 422, 'CallbackRefused'], ['POST number', 422, 'CallbackRefused'],
  ])('saves nothing where Meta hangs up at %s', async (call, status, code) => {
    await connect();
    const before = await view();
    fault({ call, fault: 'drop-before' });
    expect((await save({ credentials: enteredOf(published) })).body).toMatchObject({ status, code });
    expect(await view()).toEqual(before);
  });

  it('refuses the id of another number', async () => {
    await connect(tab(), '+12025550188');
    expect((await save({ credentials: enteredOf(published) })).body).toMatchObject({
      code: 'NumberIsAnother', fields: [{ field: 'credentials.phoneNumberId', words: '+12025550141' }],
    });
  });

  it('says when Meta cannot be asked, and saves nothing', async () => {
    await connected();
    const before = await view();
    await simulator.close();
    expect(
      (await save({ credentials: { ...enteredOf(published), accessToken: 'another' } })).body,
    ).toMatchObject({ status: 502, code: 'ProviderUnanswered' });
    expect(await view()).toEqual(before);
  });

  it('says in Meta\'s words why it does not take the callback, and saves nothing', async () => {
    await trial.stop();
    trial = await startApi({ publicUrl: 'http://127.0.0.1:1' }, { protocols: metaAlone() });
    contributor = await trial.join('contributor');
    agent = await newAgent('Shop');
    await connect();
    const before = await view();
    expect((await save({ credentials: enteredOf(published) })).body).toMatchObject({
      status: 422, code: 'CallbackRefused', detail: expect.stringContaining('Callback verification failed') as unknown,
    });
    expect(await view()).toEqual(before);
  });

  it('remembers what Meta said of them, and when Meta asked our address, also after another save', async () => {
    const health = () => contributor.get<ChannelHealth>(`${tab()}/health`);
    await connect();
    expect(await health()).toEqual({ alarmHours: 0 });
    const at = trial.clock.now();
    expect((await save({ credentials: enteredOf(published) })).status).toBe(200);
    const known = { found: { at, holds: ['token', 'scopes', 'account', 'number'], tokenUntil: 0 }, challengeAt: at };
    expect(await health()).toMatchObject(known);
    await trial.clock.advance(HOUR);
    expect((await save({ settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 60 } })).status).toBe(200);
    expect(await health()).toMatchObject(known);
  });

  it('names the channel that holds the same id, before Meta is told anything', async () => {
    await connected();
    await connect(tab('draft'), draft.number);
    const before = simulator.numbers().find(({ phoneNumberId }) => phoneNumberId === published.phoneNumberId)?.override;
    expect((await save({ credentials: enteredOf(published) }, tab('draft'))).body).toMatchObject({
      code: 'NumberHeld', fields: [{ field: 'credentials.phoneNumberId' }], heldBy: [
        { what: 'meta-phone-number-id', agentName: 'Shop', version: 'published' },
      ],
    });
    expect(
      simulator.numbers().find(({ phoneNumberId }) => phoneNumberId === published.phoneNumberId)?.override,
    ).toBe(before);
  });

  it('warns of a shared app, which is no reason to refuse', async () => {
    await connected();
    await connect(tab('draft'), draft.number);
    expect((await save({ credentials: enteredOf(draft) }, tab('draft'))).status).toBe(200);
    expect((await view(tab('draft'))).shared).toEqual(
      [{ field: 'appId', agent, agentName: 'Shop', version: 'published' }],
    );
  });
});

describe('two people', () => {
  const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };

  it('do not write over each other: who comes second is told who was first', async () => {
    await connected();
    const { version } = await view();
    expect((await contributor.call('PUT', tab(), { settings }, at(version))).status).toBe(200);
    const second = await trial.owner.problem(
      'PUT', tab(), { settings: { ...settings, delayBeforeAskSeconds: 90 } }, at(version),
    );
    expect(second).toMatchObject({ status: 412, code: 'ChangedMeanwhile', changed: { by: 'Person 2' } });
    const credentials = { ...enteredOf(published), accessToken: 'made up' };
    expect(
      await trial.owner.problem('PUT', tab(), { credentials }, at(version)),
    ).toMatchObject({ code: 'ChangedMeanwhile' });
    expect((await view()).sessionManagement.settings.delayBeforeAskSeconds).toBe(60);
  });

  it('are not kept apart by what happens by itself', async () => {
    await connected();
    const { version } = await view();
    await trial.server.context.procedures.channels.prove(
      `${agent}.published`, { id: 'proof', means: 'system' }, 'receipt',
    );
    expect((await contributor.call('PUT', tab(), { settings }, at(version))).status).toBe(200);
  });
});

describe('session management', () => {
  it('is saved with the credentials in one go', async () => {
    await connect();
    const settings = { ...defaultSessionSettings, askUserToEndSession: false };
    expect((await save({ credentials: enteredOf(published), settings })).status).toBe(200);
    expect(await view()).toMatchObject(
      { state: 'ready', sessionManagement: { settings: { askUserToEndSession: false } } },
    );
  });

  it('is not changed when the credentials next to it are refused', async () => {
    await connected();
    const settings = { ...defaultSessionSettings, askUserToEndSession: false };
    expect(
      (await save({ credentials: { ...enteredOf(published), accessToken: 'made up' }, settings })).status,
    ).toBe(422);
    expect((await view()).sessionManagement.settings.askUserToEndSession).toBe(true);
  });
});

describe('a webhook secret', () => {
  it('is made anew and told to Meta; the old one stays valid for an hour after that', async () => {
    await connected();
    const before = await view();
    const answer = await contributor.call<SavedChannel>('POST', `${tab()}/webhook-secret`, { reason: 'it leaked' });
    expect(answer).toMatchObject({ status: 200, body: { checks: [{ check: 'callback', outcome: 'passed' }] } });
    const after = await view();
    expect(after.webhook.verifyToken).not.toBe(before.webhook.verifyToken);
    expect(after.webhook.olderInUse).toEqual([{ fingerprint: expect.any(String), until: trial.clock.now() + HOUR }]);
    const [old] = after.webhook.olderInUse;
    expect(
      (await contributor.call('POST', `${tab()}/webhook-secret/revoke`, { fingerprint: old?.fingerprint })).status,
    ).toBe(200);
    expect((await view()).webhook.olderInUse).toEqual([]);
    expect(
      await contributor.problem('POST', `${tab()}/webhook-secret/revoke`, { fingerprint: old?.fingerprint }),
    ).toMatchObject({ status: 404, code: 'SecretUnknown' });
  });

  it('is in force also where Meta does not take the address, whose words then stand on the channel', async () => {
    await connected();
    fault({ fault: 'refuse', code: 2200, message: 'Callback verification failed', always: true });
    const answer = await contributor.call<SavedChannel>('POST', `${tab()}/webhook-secret`, {});
    expect(answer.body.checks).toEqual(
      [
        {
          check: 'callback', outcome: 'failed',
          words: expect.stringContaining('Callback verification failed') as unknown,
        },
      ],
    );
    expect((await view()).endpoint.lastFailure?.words).toContain('Callback verification failed');
    expect(await contributor.problem('PUT', `${tab()}/endpoint`, {})).toMatchObject(
      {
        status: 422, code: 'CallbackRefused',
        detail: expect.stringContaining('Callback verification failed') as unknown,
      },
    );
  });

  it('is not shown to an auditor', async () => {
    await connected();
    const auditor = await trial.join('auditor');
    const { webhook } = await view(tab(), auditor);
    expect(webhook.verifyToken).toBeUndefined();
    expect(webhook.url).toContain('/webhooks/meta-cloud/');
  });
});

describe('a channel', () => {
  it('changes its number, sending is resumed, and it is disconnected', async () => {
    await connected();
    const { version } = await view();
    const changed = await contributor.call<Saved>('PUT', `${tab()}/number`, { number: '+1 202 555 0177' }, at(version));
    expect(changed.status).toBe(200);
    expect(
      (await contributor.call('POST', `${tab()}/resume`, {})).body,
    ).toEqual({ position: 0, version: changed.body.version });
    expect(
      await contributor.problem('PUT', `${tab()}/protocol`, { protocol: 'coster' }, at(changed.body.version)),
    ).toMatchObject({ code: 'ProtocolNotInstalled' });
    expect((await contributor.call('POST', `${tab()}/disconnect`, { reason: 'moved' })).status).toBe(200);
    expect(await view()).toMatchObject({ status: 'disconnected', state: 'disconnected' });
    expect(
      await contributor.problem('PUT', tab(), { settings: defaultSessionSettings }, at(99)),
    ).toMatchObject({ status: 409, code: 'NotConnected' });
    expect(
      await contributor.problem('POST', `${tab('draft')}/disconnect`, {}),
    ).toMatchObject({ status: 404, code: 'NoSuchChannel' });
  });
});
