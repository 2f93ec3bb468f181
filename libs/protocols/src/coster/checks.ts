import type { Protocol } from '@tandem/domain';
import { isOwnAddress } from '../http/medium.js';
import { capabilitiesWith } from './settings.js';

/**
 * Coster has no call that proves a token without sending something, so only what could never work is a problem. Two
 * channels with the same account share its address of delivery.
 */
export const checkCredentials: NonNullable<Protocol['checkCredentials']> = async (credentials) => {
  const account = credentials.accountId?.trim().toLowerCase() ?? '';
  const problems = checks.flatMap(([field, problem, isFine]) => {
    const value = credentials[field] ?? '';
    return value === '' || isFine(value) ? [] : [{ field, problem }];
  });
  return { kind: 'checked', problems, ...(isAccountId(account) ? { account } : {}) };
};

/** As all that were seen: 32 hexadecimal digits. Others are taken too, but are not known to be shared. */
const isAccountId = (value: string): boolean => /^[0-9a-f]{32}$/.test(value);

type Check = readonly [field: string, problem: string, isFine: (value: string) => boolean];

const isAddress = (value: string): boolean => isOwnAddress(value, value);
const isHeader = (value: string): boolean => /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(value);
const isToken = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);
const isRate = (value: string): boolean => String(capabilitiesWith({ perSecond: value }).perSecond) === value;

const checks: readonly Check[] = [
  ['accessToken', 'a token has neither spaces nor line breaks', isToken],
  ['pushAccessToken', 'a token has neither spaces nor line breaks', isToken],
  ['baseUrl', 'not an https address', isAddress],
  ['pushBaseUrl', 'not an https address', isAddress],
  ['authHeader', 'not the name of a header', isHeader],
  ['pushAuthHeader', 'not the name of a header', isHeader],
  ['perSecond', 'a whole number from 1 to 1000', isRate],
];
