import {
  SECOND, TRY_IT, channelKey, defaultSessionSettings, partsOfConversation, same, trialChannel, type SessionSettings,
} from '@tandem/domain';
import type { TrialView } from '@tandem/wire';
import { createChannels } from '../channel/facts.js';
import type { ChannelAnswer, Giver } from '../channel/channel-procedures.js';
import type { ServerContext } from '../context.js';
import { phoneScreen } from './phone-screen.js';
import type { TrialCall } from './try-it.js';

/** The delays of a trial that was asked to be short, in seconds. */
export const SHORT_DELAYS = { delayBeforeAskSeconds: 15, delayBeforeEndSeconds: 15 } as const;

/** How long our own address may take to answer. */
const PATIENCE = 10 * SECOND;
/** The newest conversations among which a phone's own is looked for. */
const NEWEST = 500;

export type CallAnswer = { readonly kind: 'taken'; readonly position: number } | { readonly kind: 'not-taken' } | Exclude<ChannelAnswer, { kind: 'saved' | 'ignored' }>;

/**
 * _Try it_: a channel of an agent beside its two configurations. Its phone calls the channel's address over HTTP, as a provider
 * would, so everything behind it is the real way; the draft's runtime answers under the draft's session settings.
 */
export type Trials = ReturnType<typeof createTrials>;

type Context = Pick<ServerContext, 'store' | 'vault' | 'directory' | 'protocols' | 'procedures' | 'views' | 'url'>;

export const createTrials = (context: Context) => {
  const { store, vault, directory, protocols, procedures, views, url } = context;
  const channels = createChannels({ store, vault, directory, protocols });

  const settingsOf = (agent: string): { readonly settings: SessionSettings; readonly own: boolean } => {
    const draft = directory.byKey(channelKey(agent, 'draft'))?.state;
    return { settings: draft?.settings ?? defaultSessionSettings, own: draft !== undefined };
  };

  /** The trial channel under these settings; what others did meanwhile is as good. */
  const ready = async (agent: string, by: Giver, settings: SessionSettings): Promise<ChannelAnswer | undefined> => {
    const channel = trialChannel(agent);
    if (directory.byKey(channel)?.state.status !== 'connected') {
      const number = numberOf(vault.keyedHash(`trial:${channel}`));
      const connected = await procedures.channels.connect(channel, { ...by, id: `${by.id}-trial` }, { protocol: TRY_IT, number });
      if (connected.kind !== 'saved' && !isThere(connected)) return connected;
    }
    if (same(directory.byKey(channel)?.state.settings, settings)) return undefined;
    const saved = await procedures.channels.saveSessionSettings(channel, { ...by, id: `${by.id}-trial-settings` }, settings);
    return saved.kind === 'saved' || saved.kind === 'ignored' ? undefined : saved;
  };

  /** Calls our own address with what the phone says. */
  const call = async (agent: string, body: TrialCall): Promise<CallAnswer> => {
    const address = directory.byKey(trialChannel(agent))?.state.address ?? '';
    const secret = directory.byAddress(address, TRY_IT)?.proofs[0]?.secrets[0];
    if (secret === undefined) return { kind: 'not-taken' };
    const answer = await fetch(`${url}/webhooks/${TRY_IT}/${address}/${secret}`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE),
    }).catch(() => undefined);
    return answer?.ok ? { kind: 'taken', position: await store.head() } : { kind: 'not-taken' };
  };

  const conversationOf = (agent: string, phone: string) =>
    views.conversations({ channel: trialChannel(agent), limit: NEWEST }).find((view) => view.phone === phone);

  return {
    /** What the phone with this number shows. */
    view: async (agent: string, phone: string): Promise<TrialView> => {
      const { settings, own } = settingsOf(agent);
      const { askUserToEndSession, delayBeforeAskSeconds, delayBeforeEndSeconds } = settings;
      const shown = { askUserToEndSession, delayBeforeAskSeconds, delayBeforeEndSeconds };
      const hasRuntime = directory.agent(agent)?.state.runtimes.draft !== undefined;
      const base = { hasRuntime, settings: shown, ofDraft: own, short: SHORT_DELAYS, lines: [] };
      const channel = channels.get(trialChannel(agent));
      const found = conversationOf(agent, phone);
      if (!channel || !found) return base;
      const { customer } = partsOfConversation(found.conversation);
      const screen = await phoneScreen(found.conversation, { channel, customer }, { store, vault, channels });
      return { ...base, ...screen, conversation: `${channel.key}.${customer}`, status: found.status };
    },

    say: async (agent: string, by: Giver, said: { readonly call: TrialCall; readonly short: boolean }): Promise<CallAnswer> => {
      const { settings } = settingsOf(agent);
      const refused = await ready(agent, by, said.short ? { ...settings, ...SHORT_DELAYS } : settings);
      if (refused && refused.kind !== 'saved' && refused.kind !== 'ignored') return refused;
      return call(agent, said.call);
    },

    /** The phone has shown messages. Before it ever said something there is nothing that it can have shown. */
    see: (agent: string, statuses: TrialCall['statuses']): Promise<CallAnswer> => call(agent, { statuses }),
  };
};

const isThere = (answer: ChannelAnswer): boolean => answer.kind === 'rejected' && answer.reason === 'AlreadyConnected';

/** A number that belongs to nobody: no country has the code 999. */
const numberOf = (hash: string): string =>
  `999${[...Buffer.from(hash)].map((byte) => byte % 10).join('').slice(0, 12)}`;
