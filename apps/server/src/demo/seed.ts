import { randomBytes } from 'node:crypto';
import {
  defaultSessionSettings, setupOf, type ConnectedChannel, type Credentials, type Protocol, type SessionSettings,
} from '@tandem/domain';
import type { Giver } from '../channel/channel-procedures.js';
import { openCredentials } from '../channel/credentials.js';
import type { ServerContext } from '../context.js';
import { demoAgent, demoAgents, demoNumbers, type DemoNumber } from './demo-numbers.js';
import { TIMEOUT, demoProviders } from './demo-providers.js';

/** Delays with which a person sees a session's ask and its end within a minute. */
export const demoSpeed = { delayBeforeAskSeconds: 10, delayBeforeEndSeconds: 15 } as const;

/**
 * Where there is no agent yet, makes a demo agent for each provider; at every start tells the simulator of their
 * numbers, for its port or ours may be another one and it may have forgotten them. What an operator has disconnected or
 * changed to another number stays so. Answers the numbers that can be written to.
 */
export const seedDemo = async (context: ServerContext): Promise<readonly DemoNumber[]> => {
  if (!isWanted(context)) return [];
  const numbers = demoNumbers.filter(({ protocol }) => context.protocols(protocol));
  for (const { id, name } of demoAgents) {
    if (numbers.some(({ agent }) => agent === id)) await registerAgent(id, name, context);
  }
  const reached: DemoNumber[] = [];
  for (const number of numbers) if (await seedNumber(number, context)) reached.push(number);
  return reached;
};

const registerAgent = async (agent: string, name: string, { procedures: { agents } }: ServerContext): Promise<void> => {
  const order = (what: string): Giver => once(agent === demoAgent.id ? what : `${agent}/${what}`);
  await agents.register(agent, order('register'), name);
  for (const version of ['published', 'draft'] as const) {
    await agents.connectRuntime(agent, order(`runtime-${version}`), { version, runtime: { kind: 'demo' } });
  }
};

/** Answers whether the number can be written to. Says in the log where the simulator was not reached. */
const seedNumber = async (number: DemoNumber, context: ServerContext): Promise<boolean> => {
  try {
    await connectOnce(number, context);
    if (!isStillOurs(number, context)) return false;
    await setSpeed(number, context);
    return await introduce(number, context);
  } catch (error) {
    context.log.warn('SimulatorNotReached', { channel: number.channel, error });
    return false;
  }
};

/** A command with a fixed id has its effect once; what a crash began, the next start finishes. */
const once = (what: string): Giver => ({ id: `demo/${what}`, means: 'system', reason: 'Demo' });

const isWanted = ({ config, directory }: ServerContext): boolean =>
  config.demo === 'yes' && (directory.agents().length === 0 || directory.agent(demoAgent.id)?.state.status === 'active');

const secret = (): string => randomBytes(24).toString('base64url');

const connectOnce = async (number: DemoNumber, context: ServerContext): Promise<void> => {
  const { channel, protocol, agent, version } = number;
  const { channels } = context.procedures;
  const order = (what: string): Giver => once(agent === demoAgent.id ? `${what}-${version}` : `${agent}/${what}-${version}`);
  await channels.connect(channel, order('connect'), { protocol, number: number.number });
  const state = connected(number, context);
  if (state && Object.keys(setupOf(state, protocol).values).length === 0) {
    const made = Object.fromEntries(demoProviders[protocol].secrets.map((name) => [name, secret()]));
    const entered = { ...number.values, ...made };
    await channels.saveCredentials(channel, order('credentials'), { protocol, entered, account: await accountOf(number, entered, context) });
  }
  // where settings wait for a person's Set Endpoint, they are his
  if (!context.protocols(protocol)?.setEndpoint) await channels.saveSessionSettings(channel, order('closing'), withClosing);
};

/** Where channels of one account share its calls, the provider says which it is; so it must know the number first. */
const accountOf = async (number: DemoNumber, credentials: Credentials, context: ServerContext): Promise<string | undefined> => {
  const protocol = context.protocols(number.protocol);
  if (protocol?.proof.by !== 'path') return undefined;
  await demoProviders[number.protocol].introduce(number, credentials, context.config.simulatorUrl);
  const checked = await protocol.checkCredentials?.(credentials, { timeout: TIMEOUT });
  return checked?.kind === 'checked' ? checked.account : undefined;
};

/** The defaults say nothing at the end; on the phone a person is to see it. */
const withClosing: SessionSettings = {
  ...defaultSessionSettings,
  texts: {
    en: { ...defaultSessionSettings.texts.en, closing: 'This session has ended. Your next message starts a new one.' },
    id: { ...defaultSessionSettings.texts.id, closing: 'Sesi ini telah berakhir. Pesan Anda berikutnya memulai sesi baru.' },
  },
};

const connected = ({ channel, protocol }: DemoNumber, { directory }: ServerContext): ConnectedChannel | undefined => {
  const state = directory.byKey(channel)?.state;
  return state?.status === 'connected' && state.protocol === protocol ? state : undefined;
};

const isStillOurs = (number: DemoNumber, context: ServerContext): boolean => {
  const state = connected(number, context);
  const known = state && setupOf(state, number.protocol).values;
  return known !== undefined && Object.entries(number.values).every(([name, value]) => known[name] === value);
};

/** Sets the delays of a fast demo, and sets back those and no others. */
const setSpeed = async (number: DemoNumber, context: ServerContext): Promise<void> => {
  const { settings } = connected(number, context) ?? {};
  if (!settings) return;
  const delays = context.config.demoSpeed === 'yes' ? demoSpeed : isFast(settings) ? normalDelays : undefined;
  if (!delays) return;
  await context.procedures.channels.saveSessionSettings(number.channel, { ...once('speed'), id: context.newId() }, { ...settings, ...delays });
};

const normalDelays = {
  delayBeforeAskSeconds: defaultSessionSettings.delayBeforeAskSeconds, delayBeforeEndSeconds: defaultSessionSettings.delayBeforeEndSeconds,
};

const isFast = ({ delayBeforeAskSeconds, delayBeforeEndSeconds }: SessionSettings): boolean =>
  delayBeforeAskSeconds === demoSpeed.delayBeforeAskSeconds && delayBeforeEndSeconds === demoSpeed.delayBeforeEndSeconds;

/** Makes the number known to the simulator and has its webhooks come here. */
const introduce = async (number: DemoNumber, context: ServerContext): Promise<boolean> => {
  const state = connected(number, context);
  const protocol = context.protocols(number.protocol);
  const door = state && context.directory.byAddress(state.address, number.protocol);
  if (!state || !protocol || !door) return false;
  const { simulatorUrl } = context.config;
  const provider = demoProviders[number.protocol];
  const credentials = await openCredentials(context.vault, state);
  await provider.introduce(number, credentials, simulatorUrl);
  const isSet = setupOf(state, number.protocol).endpoint.status === 'set';
  const url = `${context.publicUrl}/webhooks/${number.protocol}/${state.address}${secretInPath(protocol, door.proofs[0]?.secrets[0])}`;
  const verifyToken = door.verifyTokens[0]?.secrets[0] ?? '';
  const isTold = await provider.register(number, { protocol, credentials, url, verifyToken, isSet, simulatorUrl });
  if (!isTold && (isSet || !protocol.setEndpoint)) context.log.warn('DemoCallbackNotRegistered', { channel: number.channel });
  return isTold;
};

const secretInPath = ({ proof }: Protocol, secretInForce = ''): string => (proof.by === 'path' ? `/${secretInForce}` : '');
