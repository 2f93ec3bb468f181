import type { ChannelEvent } from '../channel/channel-events.js';
import type { SavedSecret } from '../channel/credentials.js';
import type { CredentialField } from '../channel/protocol.js';
import { defaultSessionSettings, type SessionSettings } from '../channel/session-settings.js';
import type { Sealed } from '../kernel/vault.js';

type DataOf<Type extends ChannelEvent['type']> = Extract<ChannelEvent, { type: Type }>['data'];

/** What stands for a sealed text in specs. */
export const sealed = (text: string): Sealed => `sealed(${text})` as Sealed;

/** A secret as an event has it; its fingerprint is its name. */
export const savedSecret = (name: string): SavedSecret => ({
  sealed: sealed(name),
  fingerprint: name,
  lastFour: name.slice(-4),
});

/** A webhook secret as an event or a command has it; its fingerprint is its name. */
export const newSecret = (name: string): { readonly secret: Sealed; readonly fingerprint: string } => ({
  secret: sealed(name),
  fingerprint: name,
});

export const channelConnected = (data: Partial<DataOf<'ChannelConnected'>> = {}): ChannelEvent => ({
  type: 'ChannelConnected',
  data: { protocol: 'meta-cloud', number: '6281234567890', address: 'address-1', ...data },
});

export const webhookSecretGenerated = (name = 'hook-1'): ChannelEvent => ({
  type: 'WebhookSecretGenerated',
  data: newSecret(name),
});

export const webhookSecretRegenerated = (name: string): ChannelEvent => ({
  type: 'WebhookSecretRegenerated',
  data: newSecret(name),
});

export const credentialsSaved = (data: Partial<DataOf<'CredentialsSaved'>> = {}): ChannelEvent => ({
  type: 'CredentialsSaved',
  data: {
    values: { phoneNumberId: '111', appId: '900' },
    secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-1') },
    proofField: 'appSecret',
    ...data,
  },
});

export const endpointRegistered = (data: Partial<DataOf<'EndpointRegistered'>> = {}): ChannelEvent => ({
  type: 'EndpointRegistered',
  data: { protocol: 'qontak', at: 0, by: 'set-endpoint', fingerprint: 'hook-1', ...data },
});

export const settingsWith = (change: Partial<SessionSettings>): SessionSettings => ({ ...defaultSessionSettings, ...change });

/** A form like Meta Cloud's, small. */
export const sampleFields: readonly CredentialField[] = [
  { name: 'phoneNumberId', label: 'Phone Number ID', secret: false, required: true, claim: 'meta-phone-number-id' },
  { name: 'appId', label: 'App ID', secret: false, required: false, shared: true },
  { name: 'appSecret', label: 'App Secret', secret: true, required: true },
  { name: 'accessToken', label: 'Access Token', secret: true, required: true },
];
