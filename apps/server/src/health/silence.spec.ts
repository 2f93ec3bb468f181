import { describe, expect, it } from '@jest/globals';
import {
  DAY, HOUR, MINUTE, channelKey, evolveChannel, intakeStream, noChannel, noCounts, webhooksStream, type ChannelEvent, type ConnectedChannel,
} from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import type { DirectoryChannel } from '../channel/directory.js';
import { createSilenceAlarm, lastCallAt, silentSince } from './silence.js';

const noon = Date.UTC(2026, 10, 2, 12);
const key = channelKey('shop', 'published');
const connected: ChannelEvent = { type: 'ChannelConnected', data: { protocol: 'meta-cloud', number: '6281234567890', address: 'a1' } };
const proven: ChannelEvent = { type: 'ChannelProven', data: { receipt: 'r1' } };
const stateAfter = (...events: readonly ChannelEvent[]) => events.reduce(evolveChannel, noChannel) as ConnectedChannel;
const channelIn = (...events: readonly ChannelEvent[]) => ({ key, agent: 'shop', version: 'published', state: stateAfter(connected, ...events), streamVersion: 1 }) as unknown as DirectoryChannel;

const given = (silenceAlarmHours = 2) => {
  const clock = manualClock(noon);
  const store = openMemoryStore({ clock });
  const append = async (stream: string, type: string, data: object): Promise<void> => {
    const { version } = await store.readBackwards(stream, { limit: 1 });
    await store.append(stream, [{ id: `${stream}-${version}`, type, data, meta: { v: 1, at: clock.now() } }], version);
  };
  return {
    clock, deps: { store, clock, writer: 'w1', config: { silenceAlarmHours } },
    called: (writer = 'w1') => append(webhooksStream(key, writer), 'WebhookReceived', { receivedAt: clock.now(), bytes: 1, body: 'sealed', provenBy: [] }),
    read: (upTo: Readonly<Record<string, number>>) => append(intakeStream(key), 'ReceiptsHandled', { upTo, calls: 1, counts: noCounts, exceptions: [] }),
    refused: () => append(intakeStream(key), 'CallsRefused', { from: 0, until: 0, counts: { BadSignature: 1, WrongSecret: 0, TooLarge: 0 } }),
    forget: () => store.forget('webhooks-', Infinity),
  };
};

describe('the last call', () => {
  it('is none where nobody has called', async () => expect(await lastCallAt({ key }, given().deps)).toBeUndefined());

  it('is the newest receipt, whichever process took it; what was refused is no call', async () => {
    const { clock, deps, called, read, refused } = given();
    await called('w1');
    await clock.advance(MINUTE);
    await called('w2');
    await clock.advance(MINUTE);
    await read({ w1: 1, w2: 1 });
    await refused();
    expect(await lastCallAt({ key }, deps)).toBe(noon + MINUTE);
  });

  it('is when it was read, where its receipt is gone', async () => {
    const { clock, deps, called, read, forget } = given();
    await called();
    await clock.advance(MINUTE);
    await read({ w1: 1 });
    await clock.advance(40 * DAY);
    await forget();
    expect(await lastCallAt({ key }, deps)).toBe(noon + MINUTE);
  });
});

describe('silence', () => {
  it('begins with the last call of a proven number, once it is longer than it may be', async () => {
    const { clock, deps, called } = given();
    await called();
    await clock.advance(2 * HOUR - 1);
    expect(await silentSince(channelIn(proven), deps)).toBeUndefined();
    await clock.advance(1);
    expect(await silentSince(channelIn(proven), deps)).toBe(noon);
  });

  it('is none of a number that is not proven or not connected, and none where nobody asked for the alarm', async () => {
    const { clock, deps, called } = given();
    await called();
    await clock.advance(DAY);
    expect(await silentSince(channelIn(), deps)).toBeUndefined();
    expect(await silentSince(channelIn(proven, { type: 'ChannelDisconnected', data: {} }), deps)).toBeUndefined();
    expect(await silentSince(channelIn(proven), { ...deps, config: { silenceAlarmHours: 0 } })).toBeUndefined();
  });

  it('is logged once for as long as it lasts, and counted; a call ends it', async () => {
    const { clock, deps, called } = given();
    const logged: object[] = [];
    const counted: number[] = [];
    const look = createSilenceAlarm({
      ...deps, channels: () => [channelIn(proven)], log: { warn: (event, fields) => void logged.push({ event, ...fields }) }, metrics: { silent: (count) => void counted.push(count) },
    });
    await called();
    await look();
    await clock.advance(3 * HOUR);
    await look();
    await look();
    await called();
    await look();
    await clock.advance(2 * HOUR);
    await look();
    expect(logged).toEqual([{ event: 'ChannelSilent', channel: key, seconds: 10_800 }, { event: 'ChannelSilent', channel: key, seconds: 7_200 }]);
    expect(counted).toEqual([0, 1, 1, 0, 1]);
  });
});
