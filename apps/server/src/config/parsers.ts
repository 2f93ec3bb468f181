import { isIP } from 'node:net';
import { addressProblem, isKurrentAddress } from '@tandem/event-store/kurrentdb';

/** A setting's value, or what is wrong with it: the end of a sentence that begins with the setting's name. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };
export type Parser<T> = (text: string) => Parsed<T>;

const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (problem: string): Parsed<never> => ({ ok: false, problem });

/** A whole number within bounds, digits only. */
export const wholeNumber = (least: number, most: number): Parser<number> => (text) => {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? good(value) : bad(`must be a whole number from ${least} to ${most}`);
};

/** 0, or a whole number of at least `least`. */
export const zeroOrAtLeast = (least: number, most: number): Parser<number> => (text) => {
  if (text === '0') return good(0);
  const parsed = wholeNumber(least, most)(text);
  return parsed.ok ? parsed : bad(`must be 0 or a whole number from ${least} to ${most}`);
};

export const oneOf = <const T extends string>(...words: readonly T[]): Parser<T> => (text) => {
  const word = words.find((candidate) => candidate === text);
  return word === undefined ? bad(`must be one of: ${words.join(', ')}`) : good(word);
};

/** Several words of a closed list, with commas between; at least one. */
export const someOf = <const T extends string>(...words: readonly T[]): Parser<readonly T[]> => (text) => {
  const parts = text.split(',').map((part) => part.trim());
  const known = parts.flatMap((part) => words.filter((word) => word === part));
  return known.length === parts.length && known.length > 0
    ? good([...new Set(known)])
    : bad(`must be one or more of: ${words.join(', ')} (with commas between)`);
};

/** An http(s) address without user, password, query or fragment; answered without a slash at its end. */
export const webAddress: Parser<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return bad('must be an address that starts with http:// or https://');
  if (url.username || url.password) return bad('must not carry a user or a password');
  if (url.search || url.hash) return bad('must not carry a query or a fragment');
  return good(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
};

/** As `parser`, where nothing at all is allowed too. */
export const orEmpty = <T>(parser: Parser<T>): Parser<T | undefined> => (text) => (text === '' ? good(undefined) : parser(text));

/** `embedded`, or where a Temporal server is. */
export const sessionTimers: Parser<string> = (text) =>
  text === 'embedded' || temporalAddress(text) !== undefined ? good(text) : bad('must be embedded, or an address like temporal://host:7233/namespace');

/** The parts of `temporal://host:port/namespace`; undefined where it is something else. */
export const temporalAddress = (text: string): { readonly address: string; readonly namespace: string } | undefined => {
  const parts = /^temporal:\/\/((?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:]{2,45}\]):(\d{1,5}))\/([A-Za-z0-9._-]{1,200})$/.exec(text);
  return parts?.[1] && parts[3] && Number(parts[2]) <= 65_535 ? { address: parts[1], namespace: parts[3] } : undefined;
};

/** Addresses of machines and networks (`10.0.0.0/8`), with commas between; none at all is allowed. */
export const machines: Parser<readonly string[]> = (text) => {
  const parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  return parts.every(isMachines) ? good(parts) : bad('must be IP addresses or networks like 10.0.0.0/8 (with commas between)');
};

const isMachines = (part: string): boolean => {
  const [, address = '', bits = '1'] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return Number(bits) >= 1 && Number(bits) <= most;
};

export const matching = (shape: RegExp, problem: string): Parser<string> => (text) => (shape.test(text) ? good(text) : bad(problem));

/** One or more master keys, newest first, with commas between: each 32 bytes, as base64 or as hexadecimal digits. */
export const masterKeys: Parser<readonly string[]> = (text) => {
  if (text === '') return good([]);
  const keys = text.split(',').map((key) => key.trim());
  if (!keys.every(isKey)) return bad('must be keys of 32 bytes in base64 or hexadecimal (with commas between, newest first)');
  return new Set(keys).size === keys.length ? good(keys) : bad('must not name the same key twice');
};

/** Where the log is: one of the embedded ones, or the address of a database. */
export const eventStore: Parser<string> = (text) => {
  if (text === 'sqlite' || text === 'memory') return good(text);
  if (!isKurrentAddress(text)) return bad('must be sqlite, memory, or an address that starts with kurrentdb:// or esdb://');
  const problem = addressProblem(text);
  return problem === undefined ? good(text) : bad(problem);
};

const isKey = (key: string): boolean =>
  /^[0-9a-f]{64}$/i.test(key) || (/^[A-Za-z0-9+/]{43}=?$|^[A-Za-z0-9_-]{43}=?$/.test(key) && Buffer.from(key, 'base64').length === 32);
