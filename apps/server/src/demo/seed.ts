import { randomBytes } from 'node:crypto';
import { SECOND, defaultSessionSettings, type ConnectedChannel, type SessionSettings } from '@tandem/domain';
import type { Giver } from '../channel/channel-procedures.js';
import { openCredentials } from '../channel/credentials.js';
import type { ServerContext } from '../context.js';
import { demoAgent, demoAgentName, demoNumbers, type DemoNumber } from './demo-numbers.js';

const protocol = 'meta-cloud';
const TIMEOUT = 10 * SECOND;

/** Delays with which a person sees a session's ask and its end within a minute. */
export const demoSpeed = { delayBeforeAskSeconds: 10, delayBeforeEndSeconds: 15 } as const;

/**
 * Where there is no agent yet, makes a demo agent with a number for each version; at every start tells the simulator of
 * the numbers, for its port or ours may be another one and it may have forgotten them. What an operator has disconnected
 * or changed to another number stays so. Answers the numbers that can be written to.
 */
export const seedDemo = async (context: ServerContext): Promise<readonly DemoNumber[]> => {
  if (!isWanted(context)) return [];
  const { agents } = context.procedures;
  await agents.register(demoAgent, once('register'), demoAgentName);
  for (const { version } of demoNumbers) {
    await agents.connectRuntime(demoAgent, once(`runtime-${version}`), { version, runtime: { kind: 'demo' } });
  }
  const reached: DemoNumber[] = [];
  for (const number of demoNumbers) {
    await connectOnce(number, context);
    if (!isStillOurs(number, context)) continue;
    await setSpeed(number, context);
    if (await introduce(number, context)) reached.push(number);
  }
  return reached;
};

/** A command with a fixed id has its effect once; what a crash began, the next start finishes. */
const once = (what: string): Giver => ({ id: `demo/${what}`, means: 'system', reason: 'Demo' });

const isWanted = ({ config, directory }: ServerContext): boolean =>
  config.demo === 'yes' && (directory.agents().length === 0 || directory.agent(demoAgent)?.state.status === 'active');

const secret = (): string => randomBytes(24).toString('base64url');

const connectOnce = async (number: DemoNumber, { procedures }: ServerContext): Promise<void> => {
  const { channel, phoneNumberId, businessAccountId, appId } = number;
  await procedures.channels.connect(channel, once(`connect-${number.version}`), { protocol, number: number.number });
  await procedures.channels.saveCredentials(channel, once(`credentials-${number.version}`), {
    protocol, entered: { phoneNumberId, businessAccountId, appId, appSecret: secret(), accessToken: secret() },
  });
  await procedures.channels.saveSessionSettings(channel, once(`closing-${number.version}`), withClosing);
};

/** The defaults say nothing at the end; on the phone a person is to see it. */
const withClosing: SessionSettings = {
  ...defaultSessionSettings,
  texts: {
    en: { ...defaultSessionSettings.texts.en, closing: 'This session has ended. Your next message starts a new one.' },
    id: { ...defaultSessionSettings.texts.id, closing: 'Sesi ini telah berakhir. Pesan Anda berikutnya memulai sesi baru.' },
  },
};

const connected = ({ channel }: DemoNumber, { directory }: ServerContext): ConnectedChannel | undefined => {
  const state = directory.byKey(channel)?.state;
  return state?.status === 'connected' && state.protocol === protocol ? state : undefined;
};

const isStillOurs = (number: DemoNumber, context: ServerContext): boolean =>
  connected(number, context)?.setups[protocol]?.values['phoneNumberId'] === number.phoneNumberId;

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

/** Makes the number known to the simulator and has its webhooks come here. Says in the log where that fails. */
const introduce = async (number: DemoNumber, context: ServerContext): Promise<boolean> => {
  const state = connected(number, context);
  const adapter = context.protocols(protocol);
  const verifyToken = state && context.directory.byAddress(state.address, protocol)?.verifyTokens[0]?.secrets[0];
  if (!state || !adapter?.registerCallback || verifyToken === undefined) return false;
  const credentials = await openCredentials(context.vault, state);
  try {
    await upsert(number, credentials, context.config.simulatorUrl);
  } catch (error) {
    context.log.warn('SimulatorNotReached', { channel: number.channel, error });
    return false;
  }
  const callbackUrl = `${context.publicUrl}/webhooks/${protocol}/${state.address}`;
  const registered = await adapter.registerCallback({ callbackUrl, verifyToken }, credentials, { timeout: TIMEOUT });
  if (registered.kind === 'failed') context.log.warn('DemoCallbackNotRegistered', { channel: number.channel });
  return registered.kind === 'registered';
};

const upsert = async (number: DemoNumber, credentials: Readonly<Record<string, string>>, simulatorUrl: string): Promise<void> => {
  const { phoneNumberId, businessAccountId, appId, label } = number;
  const response = await fetch(`${simulatorUrl}/control/numbers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      phoneNumberId, displayPhoneNumber: number.number, name: demoAgentName, label, wabaId: businessAccountId, appId,
      appSecret: credentials['appSecret'], accessToken: credentials['accessToken'],
    }),
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
};
