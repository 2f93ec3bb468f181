import type { Credentials, Outbound, OutboundContent } from '@tandem/domain';
import { contentBody, numberedBody, templateComponents, textBody, type Body } from '../cloud-form/outbound-body.js';
import { capabilitiesWith } from './settings.js';
import { xidOf } from './xid.js';

type Template = Extract<OutboundContent, { type: 'template' }>;
type Media = Extract<OutboundContent, { type: 'media' }>;

/** `POST /bot/webhook`: a message of the Cloud API under `data`, with who says it around it. */
export const replyBody = ({ send, to, content }: Outbound, credentials: Credentials): Body => {
  const recipient = recipientOf(to);
  if (!recipient) return { kind: 'impossible', why: 'No phone number and no id of the customer' };
  const body = saidBody(content, credentials);
  if (body.kind === 'impossible') return body;
  return {
    ...body,
    body: {
      xid: xidOf(send),
      channel_id: credentials.channelId || 'whatsapp-cloud',
      account_id: credentials.accountId,
      division_id: credentials.divisionId,
      is_helpdesk: credentials.helpdesk === 'on',
      message_type: 'outbound',
      data: { messaging_product: 'whatsapp', recipient_type: 'individual', ...recipient, ...body.body },
    },
  };
};

/** `POST /v1/{account id}/messages`: a template, in the words of the on-premise API. */
export const pushBody = ({ send, to }: Outbound, { name, language, parameters }: Template): Body => {
  if (!to.phone) return { kind: 'impossible', why: 'A template goes to a phone number only' };
  if (name === '' || language === '') return { kind: 'impossible', why: 'The template has no name or no language' };
  const template = { name, language: { code: language, policy: 'deterministic' }, components: templateComponents(parameters) };
  return { kind: 'body', body: { xid: xidOf(send), to: digits(to.phone), type: 'template', template }, notes: [] };
};

const digits = (phone: string): string => phone.replace(/^\+/, '');

/** Digits without `+`, unlike Meta's own API. */
const recipientOf = ({ phone, userId }: Outbound['to']): Record<string, string> | undefined => {
  if (phone) return { to: digits(phone) };
  return userId ? { recipient: userId } : undefined;
};

/** What is switched off is said in words. */
const saidBody = (content: OutboundContent, credentials: Credentials): Body => {
  const { buttons, listRows, mediaByLink } = capabilitiesWith(credentials);
  if (content.type === 'buttons' && buttons === 0) return inNumbers(content.text, content.buttons, 'Buttons');
  if (content.type === 'list' && listRows === 0) return inNumbers(content.text, content.rows, 'List');
  if (content.type === 'media') return mediaByLink ? linkedMedia(content) : mediaInWords(content);
  const body = contentBody(content);
  const isUnwantedList = body.kind === 'body' && content.type === 'buttons' && listRows === 0 && isList(body.body);
  return isUnwantedList ? inNumbers(content.text, content.buttons, 'Buttons') : body;
};

const isList = ({ interactive }: Readonly<Record<string, unknown>>): boolean =>
  (interactive as { type?: string } | undefined)?.type === 'list';

type Choices = Parameters<typeof numberedBody>[1];
const inNumbers = (text: string, choices: Choices, what: string): Body =>
  choices.length === 0 ? textBody(text, [`${what} without choices: sent as text`]) : numberedBody(text, choices, [`${what} sent as numbered text`]);

/** No upload to Coster is known: a medium goes by its public address. */
const linkedMedia = (content: Media): Body =>
  content.link ? contentBody({ ...content, id: undefined }) : { kind: 'impossible', why: 'Coster takes media by link only' };

const mediaInWords = ({ caption, link }: Media): Body =>
  link ? textBody([caption, link].filter(Boolean).join('\n'), ['Media is off: sent as a link']) : { kind: 'impossible', why: 'The medium has no link' };
