import type { CredentialField, Protocol } from '@tandem/domain';
import { limits } from '../cloud-form/outbound-body.js';
import { phoneDigits } from '../cloud-form/people.js';
import { checkThrough } from './checks.js';
import { fetchMediaThrough } from './media.js';
import { parse } from './parse.js';
import { registerThrough } from './register.js';
import { sendThrough, showTypingThrough, type GraphApi } from './send.js';
import { challenge, verify } from './verify.js';

const credentialFields: readonly CredentialField[] = [
  { name: 'phoneNumberId', label: 'Phone Number ID', secret: false, required: true, claim: 'meta-phone-number-id' },
  { name: 'businessAccountId', label: 'WhatsApp Business Account ID', secret: false, required: true },
  { name: 'appId', label: 'App ID', secret: false, required: true, shared: true },
  { name: 'appSecret', label: 'App Secret', secret: true, required: true },
  { name: 'accessToken', label: 'Access Token', secret: true, required: true },
];

/** Meta's own WhatsApp Business Platform (Cloud API). Without options: Meta's address and a version that lives until July 2028. */
export const createMetaCloud = (options: Partial<GraphApi> = {}): Protocol => {
  const api: GraphApi = {
    graphUrl: (options.graphUrl ?? 'https://graph.facebook.com').replace(/\/+$/, ''),
    version: options.version ?? 'v25.0',
  };
  return {
    name: 'meta-cloud',
    title: 'Meta Cloud',
    bestFor: 'teams using Meta\'s own WhatsApp Business Platform directly',
    requires: 'a Meta Developer account and a verified WhatsApp Business number',
    credentialFields,
    capabilities: {
      buttons: limits.buttons,
      buttonTitle: limits.buttonTitle,
      listRows: limits.rows,
      typing: true,
      readMarks: true,
      mediaByLink: true,
      templates: true,
      // per number, all customers together; 1,000 only where Meta has raised it ("Throughput")
      perSecond: 80,
    },
    proof: { by: 'signature', field: 'appSecret' },
    verify,
    challenge,
    parse,
    addressedTo,
    send: sendThrough(api),
    showTyping: showTypingThrough(api),
    fetchMedia: fetchMediaThrough(api),
    checkCredentials: checkThrough(api),
    registerCallback: registerThrough(api),
  };
};

/**
 * By the Phone Number ID. By the number where the body has no id (a gateway's), or the channel none: it was connected
 * again, and Meta goes on calling before the credentials are entered anew.
 */
const addressedTo: Protocol['addressedTo'] = ({ address = '', number }, { credentials: { phoneNumberId }, number: ours }) =>
  address === phoneNumberId || isSameNumber(address, ours) || (!phoneNumberId && isSameNumber(number, ours));

const isSameNumber = (one: string | undefined, other: string): boolean =>
  phoneDigits(one) !== undefined && phoneDigits(one) === phoneDigits(other);
