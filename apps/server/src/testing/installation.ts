import { createHmac } from 'node:crypto';
import type { ChannelKey, Clock, EventStore, Protocol, Vault } from '@tandem/domain';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { createProtocols } from '@tandem/protocols';
import { createAgentProcedures } from '../agent/agent-procedures.js';
import { createChannelProcedures, type ChannelAnswer, type Giver } from '../channel/channel-procedures.js';
import { createDirectory, type Directory } from '../channel/directory.js';
import { createOtherTraffic } from '../channel/other-traffic.js';
import { systemClock } from '../clock.js';
import { createConversationProcedures } from '../conversation/conversation-procedures.js';
import { newId } from '../ids.js';
import type { Procedures } from '../procedures.js';

/** Stores, directory and procedures without a server around them; for tests. */
export interface Installation {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly directory: Directory;
  readonly procedures: Procedures;
  readonly protocols: (name: string) => Protocol | undefined;
}

export const by = (): Giver => ({ id: newId(), means: 'api' });

export const install = async (
  given: { store?: EventStore; vault?: Vault; clock?: Clock; protocols?: readonly Protocol[] } = {},
): Promise<Installation> => {
  const clock = given.clock ?? systemClock;
  const store = given.store ?? openMemoryStore({ clock });
  const vault = given.vault ?? openMemoryVault();
  const all = given.protocols ?? createProtocols();
  const protocols = (name: string) => all.find((protocol) => protocol.name === name);
  const directory = createDirectory({ store, vault, protocols });
  await directory.ready();
  const otherTrafficUses = createOtherTraffic({ store, vault, directory, protocols, clock });
  const channels = createChannelProcedures({ store, vault, directory, protocols, clock, otherTrafficUses });
  return { store, vault, directory, protocols, procedures: {
    channels, agents: createAgentProcedures({ store, directory, clock, channels }), conversations: createConversationProcedures({ store, vault, clock }),
  } };
};

export interface MetaNumber {
  readonly number: string;
  readonly phoneNumberId: string;
  readonly appSecret: string;
}

export const aNumber: MetaNumber = { number: '+62 812-3456-7890', phoneNumberId: '106540352242922', appSecret: 'app secret of the trial' };

/** Connects a Meta Cloud number with credentials; answers the address of its webhook. */
export const connectMeta = async ({ channels }: Pick<Procedures, 'channels'>, channel: ChannelKey, number = aNumber): Promise<string> => {
  saved(await channels.connect(channel, by(), { protocol: 'meta-cloud', number: number.number }));
  const { state } = saved(await saveMetaCredentials({ channels }, channel, number));
  return state.address;
};

export const saveMetaCredentials = ({ channels }: Pick<Procedures, 'channels'>, channel: ChannelKey, number = aNumber) =>
  channels.saveCredentials(channel, by(), {
    protocol: 'meta-cloud',
    entered: {
      phoneNumberId: number.phoneNumberId, businessAccountId: '102290129340398', appId: '900100', appSecret: number.appSecret,
      accessToken: 'access token of the trial',
    },
  });

export const saved = (answer: ChannelAnswer): Extract<ChannelAnswer, { kind: 'saved' }> => {
  if (answer.kind !== 'saved') throw new Error(`not saved: ${JSON.stringify(answer)}`);
  return answer;
};

/** What Meta puts into `X-Hub-Signature-256`. */
export const signed = (body: string | Uint8Array, appSecret = aNumber.appSecret): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
});
