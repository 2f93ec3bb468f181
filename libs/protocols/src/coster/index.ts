import type { Protocol } from '@tandem/domain';
import { phoneDigits } from '../cloud-form/people.js';
import { verifyByPath } from '../http/secret.js';
import { checkCredentials } from './checks.js';
import { fetchMediaThrough } from './media.js';
import { parse } from './parse.js';
import { sendThrough } from './send.js';
import { capabilitiesWith, credentialFields, defaultCapabilities, withoutSlash, type CosterApi } from './settings.js';

/** Coster of Jatis Mobile. Without options: Coster's own addresses. */
export const createCoster = (options: Partial<CosterApi> = {}): Protocol => {
  const api: CosterApi = {
    url: withoutSlash(options.url ?? 'https://api.coster.id'),
    pushUrl: withoutSlash(options.pushUrl ?? 'https://m2m.coster.id'),
  };
  return {
    name: 'coster',
    title: 'Coster',
    bestFor: 'teams using the Coster BSP (Business Solution Provider) for WhatsApp',
    requires: 'Coster Account ID, Division ID, and access tokens',
    credentialFields,
    capabilities: defaultCapabilities,
    capabilitiesWith,
    proof: { by: 'path' },
    verify: verifyByPath,
    parse,
    addressedTo,
    send: sendThrough(api),
    fetchMedia: fetchMediaThrough(api),
    checkCredentials,
  };
};

/**
 * By our number where the item names one, since an account has several; else by the account. Meta's id of a number is
 * none of a channel's settings: an item with nothing else goes to the channel on whose path it came.
 */
const addressedTo: Protocol['addressedTo'] = ({ address = '', number }, channel) => {
  const ours = phoneDigits(channel.number);
  if (number !== undefined && ours !== undefined) return phoneDigits(number) === ours;
  const account = channel.credentials.accountId ?? '';
  return (address !== '' && address.toLowerCase() === account.toLowerCase()) || phoneDigits(address) !== undefined;
};
