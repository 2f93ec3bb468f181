// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { createProtocols } from '@tandem/protocols';
import { isGenuine } from '../ingress/floors/verify.js';
import { bodyOf, signatureOf, type Said } from './bodies.js';
import { createCallMaker } from './call-maker.js';
import { customerPhone, loadApp, loadNumbers } from './load-numbers.js';

const numbers = loadNumbers(3);
const [number] = numbers;
const message: Said = { kind: 'message', id: 'wamid.1', phone: customerPhone(7), text: 'Load 1795000000000' };
const status: Said = { kind: 'status', id: 'wamid.2', phone: customerPhone(7), status: 'delivered' };
const body = (said: Said): string => bodyOf(number ?? numbers[0]!, said);
const meta = createProtocols().find(({ name }) => name === 'meta-cloud');

describe('the bodies of the load', () => {
  it('are read by the protocol as one message and one status', () => {
    expect(meta?.parse(Buffer.from(body(message)))).toMatchObject([{ kind: 'message', id: 'wamid.1', from: { phone: customerPhone(7) } }]);
    expect(meta?.parse(Buffer.from(body(status)))).toMatchObject([{ kind: 'status', id: 'wamid.2', status: 'delivered' }]);
  });

  it('have the usual size, whoever writes', () => {
    for (const n of [0, 4_999, 99_999]) expect(Math.abs(body({ ...message, phone: customerPhone(n) }).length - 1_024)).toBeLessThanOrEqual(1);
  });

  it('carry a signature that Tandem and the floors take, and no other', () => {
    const raw = Buffer.from(body(message));
    const headers = { 'x-hub-signature-256': signatureOf(body(message)) };
    expect(meta?.verify({ rawBody: raw, headers, pathSecret: undefined }, [loadApp.appSecret])).toBe(true);
    expect(isGenuine(raw, headers['x-hub-signature-256'])).toBe(true);
    expect(isGenuine(raw, signatureOf(body(message), 'another secret'))).toBe(false);
    expect(isGenuine(Buffer.from(body(status)), headers['x-hub-signature-256'])).toBe(false);
  });
});

describe('the calls of the load', () => {
  const callsOf = (count: number, statusesPerMessage: number, from?: number): { path: string; phone: string; isMessage: boolean }[] => {
    const targets = numbers.map((one) => ({ ...one, path: `/webhooks/${one.agent}` }));
    const make = createCallMaker({ url: 'http://127.0.0.1:1', targets, connections: 1, seconds: 1, customers: 10, from, statusesPerMessage, text: 'Load' }, 'run');
    return Array.from({ length: count }, (_, n) => {
      const text = make(n).toString();
      return { path: /^POST (\S+)/.exec(text)?.[1] ?? '', phone: /6281\d{8}/.exec(text)?.[0] ?? '', isMessage: text.includes('"messages":[') };
    });
  };

  it('are a message and then its statuses', () => {
    expect(callsOf(8, 3).map(({ isMessage }) => isMessage)).toEqual([true, false, false, false, true, false, false, false]);
  });

  it('go on with the next customer where an earlier job ended', () => {
    const phones = (count: number, from?: number) => callsOf(count, 0, from).map(({ phone }) => phone);
    expect([...phones(4), ...phones(4, 4)]).toEqual(phones(8));
  });

  it('let a customer write to the same number every time', () => {
    const seen = new Map<string, Set<string>>();
    for (const { phone, path } of callsOf(60, 0)) seen.set(phone, (seen.get(phone) ?? new Set()).add(path));
    expect([...seen.values()].every((paths) => paths.size === 1)).toBe(true);
    expect(seen.size).toBe(9);
  });
});
