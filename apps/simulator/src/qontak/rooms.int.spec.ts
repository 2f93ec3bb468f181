import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { customer, dataOf, other, published, refusalOf, startQontakScene, type QontakScene } from '../testing/qontak-scene.js';

describe('rooms of the simulated Qontak', () => {
  let scene: QontakScene;
  let room: string;
  beforeEach(async () => {
    scene = await startQontakScene();
    await scene.register();
    await scene.write('Halo');
    room = scene.room();
  });
  afterEach(() => scene.close());
  const inbox = (action: 'take' | 'write' | 'unassign' | 'resolve', text?: string) => scene.simulator.qontak.room({ number: published, customer }, action, { text });
  const statusNow = async (id = room) => dataOf(await scene.call('GET', `rooms/${id}`)).status;

  it('begin unassigned with the customer\'s first message, and go on with the next', async () => {
    await scene.write('Masih di sini');
    expect(scene.simulator.qontak.rooms({ number: published })).toMatchObject([{ roomId: room, customer, status: 'unassigned' }]);
    expect(dataOf(await scene.call('GET', `rooms/${room}`))).toMatchObject({
      id: room, name: 'Siti', status: 'unassigned', type: 'Models::CustomerServiceRoom', account_uniq_id: customer, channel_integration_id: published, unread_count: 2,
    });
  });

  it('are one per customer and number', async () => {
    await scene.write('Halo gudang', other);
    await scene.write('Halo', published, '6281300000002');
    expect(new Set(scene.simulator.qontak.rooms().map(({ roomId }) => roomId)).size).toBe(3);
    expect(dataOf<unknown[]>(await scene.call('GET', 'rooms?status=unassigned'))).toHaveLength(3);
  });

  it('are taken, written in, handed back: each shown when the room is read, and the person\'s words are echoed', async () => {
    expect(inbox('take')).toMatchObject({ status: 'assigned', agent: 'Rani' });
    expect(await statusNow()).toBe('assigned');
    inbox('write', 'Saya bantu ya');
    await scene.receiver.until(5);
    expect(scene.told().slice(1).map(({ data_event, status, participant_type }) => [data_event, status, participant_type])).toEqual([
      ['receive_message_from_agent', 'created', 'agent'], ...['sent', 'delivered', 'read'].map((status) => ['status_message', status, 'agent']),
    ]);
    expect(scene.told()[1]).toMatchObject({ sender_type: 'Models::User', sender: { name: 'Rani' }, external_id: null, room: { status: 'assigned' } });
    expect(inbox('unassign')).toEqual(expect.not.objectContaining({ agent: 'Rani' }));
    expect(await statusNow()).toBe('unassigned');
  });

  it('say in every webhook who has them', async () => {
    inbox('take');
    await scene.write('Halo?');
    expect(scene.told().at(-1)).toMatchObject({ participant_type: 'customer', room: { status: 'assigned' } });
  });

  it('tell nobody that they were taken or handed back', async () => {
    inbox('take');
    inbox('unassign');
    await scene.simulator.waitFor({ idle: true });
    expect(scene.receiver.posts()).toHaveLength(1);
  });

  it('that were resolved are told to the address registered for that, and replaced when the customer writes again', async () => {
    await scene.call('PUT', 'room_interactions', { body: { room_resolved: true, url: `${scene.receiver.url}/rooms` } });
    inbox('resolve');
    await scene.receiver.until(2);
    expect(scene.receiver.posts()[1]?.url.pathname).toBe('/hook/rooms');
    expect(scene.told()[1]).toMatchObject({ id: room, status: 'resolved', data_event: 'room_resolved', webhook_event: 'room_interaction', resolved_by_type: 'Models::User', account_uniq_id: customer });
    await scene.write('Satu lagi');
    expect(scene.room()).not.toBe(room);
    expect(scene.told().at(-1)).toMatchObject({ room_id: scene.room(), room: { status: 'unassigned' } });
    expect([await statusNow(), await statusNow(scene.room())]).toEqual(['resolved', 'unassigned']);
  });

  it('come back themselves where that is set', async () => {
    scene.simulator.setFaults(published, { rooms: { afterResolved: 'same' } });
    inbox('resolve');
    await scene.write('Satu lagi');
    expect([scene.room(), await statusNow()]).toEqual([room, 'unassigned']);
    expect(dataOf(await scene.call('GET', `rooms/${room}`))).toMatchObject({ resolved_at: null, resolved_by_id: null });
  });

  it('are resolved by a call, once', async () => {
    expect(dataOf(await scene.call('PUT', `rooms/${room}/resolve`))).toMatchObject({ status: 'resolved', resolved_by_type: 'Models::SystemAccount', resolved_at: expect.any(String) });
    expect(refusalOf(await scene.call('PUT', `rooms/${room}/resolve`))).toEqual([422, ['Room already resolved']]);
  });

  it('are handed to a person and back by calls', async () => {
    expect(dataOf(await scene.call('POST', `rooms/${room}/assign_round_robin`))).toMatchObject({ status: 'assigned' });
    expect(dataOf(await scene.call('DELETE', `rooms/${room}/agents/any`))).toMatchObject({ status: 'unassigned' });
    expect(refusalOf(await scene.call('DELETE', `rooms/${room}/agents/any`))).toEqual([422, ['Room is not assigned']]);
    for (const path of ['takeover', 'agents/any', 'handover/any']) expect((await scene.call('POST', `rooms/${room}/${path}`)).status).toBe(200);
    expect(dataOf(await scene.call('PUT', `rooms/${room}/mark_all_as_read`))).toMatchObject({ unread_count: 0 });
    expect((await scene.call('PUT', `rooms/${room}/nothing`)).status).toBe(404);
  });

  it('have a history of their own, the newest first, by pages', async () => {
    await scene.bot(room, 'Halo juga');
    await scene.receiver.until(5);
    await scene.write('Terima kasih');
    const { body } = await scene.call('GET', `rooms/${room}/histories?limit=2`);
    expect(body).toMatchObject({
      data: [{ text: 'Terima kasih', status: 'created', participant_type: 'customer' }, { text: 'Halo juga', status: 'read', participant_type: 'bot' }],
      meta: { pagination: { limit: 2, offset: 1, total: 3 } },
    });
    expect(dataOf<unknown[]>(await scene.call('GET', `rooms/${room}/histories?limit=2&offset=2`))).toMatchObject([{ text: 'Halo' }]);
    inbox('resolve');
    await scene.write('Baru');
    expect(dataOf<unknown[]>(await scene.call('GET', `rooms/${scene.room()}/histories`))).toMatchObject([{ text: 'Baru' }]);
  });

  it('are not told of where that is refused', async () => {
    scene.simulator.setFaults(published, { calls: [{ fault: 'refuse', httpStatus: 500, on: 'room' }] });
    expect((await scene.call('GET', `rooms/${room}`)).status).toBe(500);
    expect((await scene.call('GET', `rooms/${room}`)).status).toBe(200);
    expect(refusalOf(await scene.call('GET', 'rooms/none'))).toEqual([404, ['Room not found']]);
  });

  it.each([
    ['written in before it is taken', () => inbox('write', 'Hi'), 'Take the room first.'],
    ['handed back by nobody', () => inbox('unassign'), 'Nobody holds that room.'],
    ['taken once it is resolved', () => (inbox('resolve'), inbox('take')), 'That room is resolved.'],
    ['resolved twice', () => (inbox('resolve'), inbox('resolve')), 'That room is resolved.'],
    ['written in without words', () => (inbox('take'), inbox('write')), 'Say what is written.'],
    ['danced in', () => inbox('dance' as never), 'Say what to do: take, write, unassign, or resolve.'],
    ['found where there is none', () => scene.simulator.qontak.room({ roomId: 'none' }, 'take'), 'That room is not known.'],
  ])('cannot be %s', (_what, act, words) => {
    expect(act).toThrow(words);
  });
});
