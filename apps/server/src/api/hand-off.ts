import { setupOf, type Protocol } from '@tandem/domain';
import type { HandOffCard, RegistrationWay } from '@tandem/wire';
import type { DirectoryChannel } from '../channel/directory.js';

/** How the provider comes to know our address follows from what its protocol can do. */
export const registrationOf = (protocol: Protocol): RegistrationWay => {
  if (protocol.registerCallback) return 'at-save';
  return protocol.setEndpoint ? 'set-endpoint' : 'hand-off';
};

/** What the provider's staff are to be told; undefined where the protocol tells the provider itself. */
export const handOffOf = (
  { state }: Pick<DirectoryChannel, 'state'>, protocol: Protocol, { address, proofs }: { address: string; proofs: boolean },
): HandOffCard | undefined => {
  if (registrationOf(protocol) !== 'hand-off') return undefined;
  const field = protocol.credentialFields.find(({ shared, secret }) => shared && !secret);
  const value = field && setupOf(state, protocol.name).values[field.name];
  const card = { address, number: state.number, ...(field && value !== undefined && { account: { label: field.label, value } }) };
  return proofs ? { ...card, text: { en: english(card, protocol), id: indonesian(card, protocol) } } : card;
};

const english = ({ address, number, account }: HandOffCard, { title }: Protocol): string => [
  `Hello ${title} team,`,
  'please send the incoming messages and the delivery reports of our WhatsApp number to this webhook address (POST, JSON):',
  ...details({ number, account }, { number: 'Number', address: 'Webhook address' }, address),
  'The address holds our secret: please treat it as confidential.',
].join('\n');

const indonesian = ({ address, number, account }: HandOffCard, { title }: Protocol): string => [
  `Halo tim ${title},`,
  'mohon kirimkan pesan masuk dan laporan pengiriman nomor WhatsApp kami ke alamat webhook ini (POST, JSON):',
  ...details({ number, account }, { number: 'Nomor', address: 'Alamat webhook' }, address),
  'Alamat ini memuat rahasia kami: mohon diperlakukan sebagai rahasia.',
].join('\n');

const details = (
  { number, account }: Pick<HandOffCard, 'number' | 'account'>, labels: { number: string; address: string }, address: string,
): readonly string[] => [
  `${labels.number}: +${number}`,
  ...(account ? [`${account.label}: ${account.value}`] : []),
  `${labels.address}: ${address}`,
];
