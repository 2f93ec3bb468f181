import { createHash } from 'node:crypto';

/** Clients of Coster stay below this; its own limit is not documented. */
const LONGEST = 36;
const uuid = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})(\.[a-z]\d{0,12})$/;
const packed = /^([A-Za-z0-9_-]{22})(\.[a-z]\d{0,12})$/;

/**
 * Our id of a send as Coster takes it: the part that names the send within its customer's conversation, its UUID in
 * 22 characters instead of 36. What fits in no other way becomes a hash, of which `sendOf` makes nothing.
 */
export const xidOf = (reference: string): string => {
  const send = reference.slice(reference.lastIndexOf('~') + 1);
  const [, ...parts] = uuid.exec(send) ?? [];
  const suffix = parts.pop();
  if (suffix !== undefined) return `${Buffer.from(parts.join(''), 'hex').toString('base64url')}${suffix}`;
  return send !== '' && send.length <= LONGEST ? send : hashed(reference);
};

/** The send that an `xid` names; one that is not ours comes back as it is. */
export const sendOf = (xid: string): string => {
  const [, bytes, suffix] = packed.exec(xid) ?? [];
  if (bytes === undefined || suffix === undefined) return xid;
  return `${dashed(Buffer.from(bytes, 'base64url').toString('hex'))}${suffix}`;
};

const hashed = (reference: string): string => dashed(createHash('sha256').update(reference).digest('hex').slice(0, 32));

const dashed = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
