import { json, type Answer } from '../http/exchange.js';

type Kind = { title: string; status: number; details: string; transient?: boolean };

/**
 * Meta's error codes with the title, the HTTP status and the details that its table of error codes gives
 * (documentation/business-messaging/whatsapp/support/error-codes; throttling is 400 there since December 2025).
 */
export const errorKinds: Record<number, Kind> = {
  1: { title: 'API Unknown', status: 400, details: 'Invalid request or possible server error.' },
  2: { title: 'API Service', status: 503, details: 'Temporary due to downtime or due to being overloaded.', transient: true },
  3: { title: 'API Method', status: 500, details: 'Capability or permissions issue.' },
  4: { title: 'Application request limit reached', status: 400, details: 'The app has reached its API call rate limit.' },
  10: { title: 'Permission Denied', status: 403, details: 'Permission is either not granted or has been removed.' },
  33: { title: 'Parameter value is not valid', status: 400, details: 'The business phone number has been deleted.' },
  100: { title: 'Invalid parameter', status: 400, details: 'The request included one or more unsupported or misspelled parameters.' },
  190: { title: 'Access token has expired', status: 401, details: 'Your access token has expired.' },
  368: { title: 'Temporarily blocked for policies violations', status: 403, details: 'The account has been restricted or disabled for violating a platform policy.' },
  80007: { title: 'Rate limit issues', status: 400, details: 'The WhatsApp Business Account has reached its rate limit.' },
  130429: { title: 'Rate limit hit', status: 400, details: 'Message failed to send because there were too many messages sent from this phone number in a short period of time' },
  130472: { title: "User's number is part of an experiment", status: 400, details: "Failed to send message because this user's phone number is part of an experiment" },
  130497: { title: 'Business account is restricted from messaging users in this country.', status: 403, details: 'The account is restricted from messaging users in certain countries.' },
  131000: { title: 'Something went wrong', status: 500, details: 'Message failed to send because of an unknown error.' },
  131005: { title: 'Access denied', status: 403, details: 'Permission is either not granted or has been removed.' },
  131008: { title: 'Required parameter is missing', status: 400, details: 'The request is missing a required parameter.' },
  131009: { title: 'Parameter value is not valid', status: 400, details: 'One or more parameter values are invalid.' },
  131016: { title: 'Service unavailable', status: 500, details: 'A service is temporarily unavailable.' },
  131021: { title: 'Recipient cannot be sender', status: 400, details: "Message failed to send because the sender's and the recipient's phone number are the same." },
  131026: { title: 'Message undeliverable', status: 400, details: 'Message Undeliverable.' },
  131030: { title: 'Recipient phone number not in allowed list', status: 400, details: 'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.' },
  131031: { title: 'Account has been locked', status: 403, details: 'Business Account has been restricted or disabled for violating a platform policy.' },
  131037: { title: 'Display name approval required', status: 400, details: 'The display name of this phone number has not been approved.' },
  131042: { title: 'Business eligibility payment issue', status: 400, details: 'Message failed to send because there were one or more errors related to your payment method.' },
  131045: { title: 'Incorrect certificate', status: 500, details: 'Message failed to send due to a phone number registration error.' },
  131047: { title: 'Re-engagement message', status: 400, details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.' },
  131048: { title: 'Spam rate limit hit', status: 400, details: 'Message failed to send because there are restrictions on how many messages can be sent from this phone number.' },
  131049: { title: 'This message was not delivered to maintain healthy ecosystem engagement.', status: 400, details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.' },
  131050: { title: 'User has stopped receiving marketing messages', status: 400, details: 'The recipient chose to stop receiving marketing messages on WhatsApp from your business.' },
  131051: { title: 'Unsupported message type', status: 400, details: 'Unsupported message type.' },
  131052: { title: 'Media download error', status: 500, details: 'Unable to download the media sent by the user.' },
  131053: { title: 'Media upload error', status: 500, details: 'Unable to upload the media used in the message.' },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit', status: 400, details: 'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.' },
  131057: { title: 'Account in maintenance mode', status: 500, details: 'The business account is in maintenance mode.' },
  132001: { title: 'Template name does not exist in the translation', status: 404, details: 'The template does not exist in the specified language or the template has not been approved.' },
  132015: { title: 'Template is Paused', status: 400, details: 'Template is paused due to low quality so it cannot be sent in a template message.' },
  133010: { title: 'Phone number not registered', status: 400, details: 'Phone number not registered on the WhatsApp Business Platform.' },
  2200: { title: 'Callback verification failed', status: 400, details: '' },
};

export type GraphRefusal = {
  code: number;
  status?: number;
  message?: string;
  details?: string;
  subcode?: number;
  transient?: boolean;
};

/** Title and details of a code, also of one that the table does not have. */
export function errorKind(code: number): Kind {
  return errorKinds[code] ?? { title: 'Something went wrong', status: code >= 200 && code <= 299 ? 403 : 400, details: `Error ${code}.` };
}

/** The error answer of the Graph API, in Meta's shape. */
export function graphError(refusal: GraphRefusal, traceId: string): Answer {
  const kind = errorKind(refusal.code);
  const transient = refusal.transient ?? kind.transient;
  const details = refusal.details ?? (refusal.code >= 1000 || refusal.code === 100 ? kind.details : undefined);
  return json({
    error: {
      message: refusal.message ?? `(#${refusal.code}) ${kind.title}`,
      type: 'OAuthException',
      code: refusal.code,
      ...(details ? { error_data: { messaging_product: 'whatsapp', details } } : {}),
      ...(refusal.subcode === undefined ? {} : { error_subcode: refusal.subcode }),
      ...(transient ? { is_transient: true } : {}),
      fbtrace_id: traceId,
    },
  }, refusal.status ?? kind.status);
}

/** The `errors` items of a `failed` status; the HTTP status plays no part there. */
export function statusError(code: number, details?: string) {
  const kind = errorKind(code);
  return {
    code,
    title: kind.title,
    message: kind.title,
    error_data: { details: details ?? kind.details },
    href: '/documentation/business-messaging/whatsapp/support/error-codes',
  };
}

/** Graph's answer for an object that is not there or that this token may not see (code 100, subcode 33). */
export function noSuchObject(method: string, id: string): GraphRefusal {
  return {
    code: 100,
    subcode: 33,
    details: '',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, `
      + 'or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api',
  };
}

export const invalidToken: GraphRefusal = { code: 190, details: '', message: 'Invalid OAuth access token - Cannot parse access token' };

export const parameter = (message: string): GraphRefusal => ({ code: 100, details: '', message: `(#100) ${message}` });

export const missing = (name: string): GraphRefusal => ({ code: 131008, details: `Parameter '${name}' is mandatory.` });

export const invalid = (details: string): GraphRefusal => ({ code: 131009, details });
