import '@angular/compiler';
import { Injector, signal } from '@angular/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultSessionSettings, type CredentialField, type SessionSettings } from '@tandem/domain';
import type { ConnectedChannelView, Me } from '@tandem/wire';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { doubleFetch, type Given } from '../testing/fetch-double.js';
import { en } from '../words/en.js';
import { InterfaceLanguage } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { Protocols } from './protocols.js';

const fields: readonly CredentialField[] = [
  { name: 'appId', label: 'App ID', secret: false, required: true },
  { name: 'appSecret', label: 'App Secret', secret: true, required: true },
];
const ask = 'settings.delayBeforeAskSeconds';
const end = 'settings.delayBeforeEndSeconds';

const viewWith = (version: number, settings: Partial<SessionSettings> = {}): ConnectedChannelView => ({
  status: 'connected', state: 'ready', version, revision: version, protocol: 'meta-cloud', number: '6281234567890',
  credentials: { appId: { kind: 'value', value: '900' }, appSecret: { kind: 'secret', fingerprint: 'f1', lastFour: '4711' } },
  webhook: { url: 'https://tandem.example/webhooks/meta-cloud/x', olderInUse: [] }, endpoint: { status: 'not-set', notices: [] },
  sessionManagement: { visible: true, settings: { ...defaultSessionSettings, ...settings } }, proven: false, shared: [],
  lastChange: { by: 'Budi', at: 1 },
});
const shows = (...of: Parameters<typeof viewWith>): Given => ({ json: viewWith(...of) });
const saved = (version: number): Given => ({ json: { position: 9, version, checks: [] } });
const refused = (status: number, code: string, more: object = {}): Given => ({ status, json: { type: 'about:blank', title: code, status, code, ...more } });

let fetchDouble: ReturnType<typeof doubleFetch>;
afterEach(() => fetchDouble.takeAway());

/** The store of one tab over a server that answers as given, first what is saved now. */
const openStore = async (...answers: readonly Given[]) => {
  fetchDouble = doubleFetch(shows(3), ...answers);
  const injector = Injector.create({ providers: [
    { provide: InterfaceLanguage, useValue: { words: signal(en) } },
    { provide: Protocols, useValue: { named: () => ({ name: 'meta-cloud', title: 'Meta Cloud', fields }) } },
    { provide: SignedIn, useFactory: () => new SignedIn() },
    { provide: Api, useFactory: () => new Api() },
    { provide: ChannelStore, useFactory: () => new ChannelStore() },
  ] });
  const store = injector.get(ChannelStore);
  await store.open({ agent: 'shop', version: 'published' });
  return { store, signedIn: injector.get(SignedIn), asked: fetchDouble.asked };
};

describe('saving beside somebody else', () => {
  it('keeps what was entered, shows what they have saved, and saves over it only when asked again', async () => {
    const changed = { by: 'Budi', at: 7, version: 4 };
    const { store, asked } = await openStore(
      refused(412, 'ChangedMeanwhile', { changed }), shows(4, { delayBeforeAskSeconds: 222, delayBeforeEndSeconds: 333 }), saved(5),
      shows(5, { delayBeforeAskSeconds: 111, delayBeforeEndSeconds: 333 }),
    );
    store.enter(ask, '111');
    expect(await store.save()).toBe(false);
    expect(store.meanwhile()).toEqual({ by: 'Budi', at: 7, theirs: { [ask]: '222' } });
    expect([store.entries()[ask], store.entries()[end]]).toEqual(['111', '333']);
    expect(await store.save()).toBe(true);
    expect(asked.filter(({ call }) => call.startsWith('PUT')).map(({ headers }) => headers.get('if-match'))).toEqual(['"3"', '"4"']);
    expect(asked.at(-2)?.body).toMatchObject({ settings: { delayBeforeAskSeconds: 111, delayBeforeEndSeconds: 333 } });
    expect([store.meanwhile(), store.changed()]).toEqual([undefined, false]);
  });

  it('takes theirs where one wants it', async () => {
    const changed = { by: 'Budi', at: 7, version: 4 };
    const { store } = await openStore(refused(412, 'ChangedMeanwhile', { changed }), shows(4, { delayBeforeAskSeconds: 222 }));
    store.enter(ask, '111');
    await store.save();
    store.takeSaved(ask);
    expect([store.entries()[ask], store.changed(), store.meanwhile()?.theirs]).toEqual(['222', false, {}]);
  });

  it('does not lose what is typed while the save is under way', async () => {
    const type = () => store.enter(end, '444');
    const { store } = await openStore({ ...saved(4), meanwhile: () => type() }, shows(4, { delayBeforeAskSeconds: 111 }));
    store.enter(ask, '111');
    expect(await store.save()).toBe(true);
    expect([store.entries()[end], store.edits()]).toEqual(['444', { [end]: '444' }]);
  });
});

describe('two reads at a time', () => {
  const late = () => {
    let arrive = (): void => {};
    return { after: new Promise<void>((resolve) => (arrive = resolve)), arrive: () => arrive() };
  };
  const onQontak = (version: number): Given => ({ json: { ...viewWith(version), protocol: 'qontak' } });

  it('keep what was typed between their answers, where both began before another protocol was spoken', async () => {
    const { after, arrive } = late();
    const { store } = await openStore({ ...onQontak(4), after }, onQontak(4));
    const slow = store.reload();
    await store.reload();
    store.enter('credentials.appId', '901');
    arrive();
    await slow;
    expect(store.edits()).toEqual({ 'credentials.appId': '901' });
  });

  it('show the newer one, whichever answer comes last', async () => {
    const { after, arrive } = late();
    const { store } = await openStore({ ...shows(4), after }, shows(5));
    const slow = store.reload();
    await store.reload();
    arrive();
    await slow;
    expect(store.view()?.version).toBe(5);
  });
});

describe('what the server refuses', () => {
  it.each([['credentials.appId'], ['appId']])('stands at its field, named %s, in the provider\'s words, until it is entered anew', async (name) => {
    const { store } = await openStore(refused(422, 'CredentialsRefused', { fields: [{ field: name, problem: 'ProviderRefused', words: 'No such app' }] }));
    store.enter('credentials.appId', '901');
    expect(await store.save()).toBe(false);
    expect(store.errors()['credentials.appId']).toBe('No such app');
    expect(store.entries()['credentials.appId']).toBe('901');
    store.enter('credentials.appId', '902');
    expect(store.errors()['credentials.appId']).toBeUndefined();
  });

  it('because another channel has it, names that channel at the field', async () => {
    const heldBy = [{ what: 'qontak-integration', agent: 'help', agentName: 'Help desk', version: 'draft' }];
    const { store } = await openStore(refused(409, 'NumberHeld', { fields: [{ field: 'credentials.appId', problem: 'NumberHeld' }], heldBy }));
    store.enter('credentials.appId', '901');
    await store.save();
    expect(store.errors()['credentials.appId']).toBe(en.providers.held('Help desk', en.versions.draft));
  });

  it('is not even asked for what the rules refuse', async () => {
    const { store, asked } = await openStore();
    store.enter(ask, '0');
    expect(store.errors()[ask]).toBeUndefined(); // still being typed
    expect(await store.save()).toBe(false);
    expect([store.errors()[ask], asked.length]).toEqual([en.problems.LessThanOne, 1]);
  });

  it('because the sign-in has expired, is asked again once somebody has signed in; a wrong password is not', async () => {
    const me: Me = { id: 'o1', name: 'Sari', email: 's@example.com', role: 'owner', csrf: 'new' };
    const { store, signedIn, asked } = await openStore({ ...refused(401, 'SignInNeeded') }, saved(4), shows(4, { delayBeforeAskSeconds: 111 }), refused(401, 'SignInRefused'));
    signedIn.me.set({ ...me, csrf: 'old' });
    store.enter(ask, '111');
    const saving = store.save();
    while (!signedIn.asking()) await Promise.resolve();
    signedIn.answered(me);
    expect(await saving).toBe(true);
    expect(asked.filter(({ call }) => call.startsWith('PUT')).map(({ headers }) => headers.get('x-tandem-csrf'))).toEqual(['old', 'new']);
    store.enter(ask, '112');
    expect(await store.save()).toBe(false);
    expect([signedIn.asking(), fetchDouble.left()]).toEqual([false, 0]);
  });
});
