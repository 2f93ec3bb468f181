import * as grpc from '@grpc/grpc-js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { DoubleParts } from './double.js';
import { deletedStatus, statusOf } from './faults.js';
import { caughtUp, checkpoint, confirmation, eventResponse, nameOf, notFound } from './messages.js';
import type { ServerRecord } from './server-log.js';

type ReadCall = grpc.ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** Events that one interval of checkpoints stands for. */
const checkpointUnit = 32;
const backwards = 1;

/** The calls that read, and the subscriptions that are under way. */
export function reads({ log, faults, count, leader, refuses }: DoubleParts) {
  const live = new Set<{ push: () => void; call: ReadCall }>();

  const read = (call: ReadCall): void => {
    const options = call.request.getOptions();
    if (!options) return void call.emit('error', { code: grpc.status.INVALID_ARGUMENT });
    const stream = options.hasStream() ? nameOf(options.getStream()?.getStreamIdentifier()) : '$all';
    const kind = options.hasSubscription() ? 'subscribe' : 'read';
    count(`${kind} ${stream === '$all' ? 'all' : 'stream'}`);
    const fault = refuses(call) ? 'denied' : faults.take(kind, stream);
    if (fault) {
      const refusal = statusOf(fault, leader());
      if (refusal) call.emit('error', refusal);
      return;
    }
    if (kind === 'subscribe') subscribe(call, options);
    else once(call, options, stream);
  };

  const once = (call: ReadCall, options: streams.ReadReq.Options, stream: string): void => {
    const found = stream === '$all' ? log.all() : log.stream(stream);
    if (found === 'deleted') return void call.emit('error', deletedStatus(stream));
    if (found === undefined) {
      call.write(notFound(stream));
      call.end();
      return;
    }
    const structured = options.getUuidOption()?.hasStructured() ?? false;
    const events = matchingWithin(found, options);
    const pump = (): void => {
      for (const event of events) {
        if (!call.write(eventResponse(event, structured))) {
          call.once('drain', pump);
          return;
        }
      }
      call.end();
    };
    pump();
  };

  const subscribe = (call: ReadCall, options: streams.ReadReq.Options): void => {
    const all = options.getAll();
    const matches = matching(options);
    const interval = checkpointUnit * Math.max(1, options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
    const after = all?.getPosition();
    let reached = all?.hasEnd() ? log.all().at(-1)?.position ?? -1 : after ? Number(after.getCommitPosition()) : -1;
    let passed = 0;
    const push = (): void => {
      const events = log.all();
      for (let i = firstAfter(events, reached, ({ position }) => position); i < events.length; i++) {
        const event = events[i] as ServerRecord;
        reached = event.position;
        if (matches(event)) call.write(eventResponse(event, false));
        if (options.hasFilter() && ++passed % interval === 0) call.write(checkpoint(reached));
      }
    };
    const subscription = { push, call };
    for (const end of ['cancelled', 'close', 'error']) call.on(end, () => live.delete(subscription));
    call.write(confirmation());
    push();
    call.write(caughtUp());
    live.add(subscription);
  };
  return {
    read,
    push: (): void => { for (const { push } of live) push(); },
    drop: (): void => {
      for (const { call } of [...live]) call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'The node is not the leader any more' });
    },
  };
}

/** What one read answers, found as it is asked for; goes on where it was left. */
function matchingWithin(events: readonly ServerRecord[], options: streams.ReadReq.Options): Iterable<ServerRecord> {
  const matches = matching(options);
  const { start, step } = placeIn(events, options);
  let next = start;
  let left = Number(options.getCount());
  const iterator: Iterator<ServerRecord> = {
    next() {
      for (; left > 0 && next >= 0 && next < events.length; next += step) {
        const value = events[next] as ServerRecord;
        if (!matches(value)) continue;
        left--;
        next += step;
        return { value, done: false };
      }
      return { value: undefined, done: true };
    },
  };
  return { [Symbol.iterator]: () => iterator };
}

/** Where a read begins and in which direction it goes on. */
function placeIn(events: readonly ServerRecord[], options: streams.ReadReq.Options): { start: number; step: 1 | -1 } {
  const isBack = Number(options.getReadDirection()) === backwards;
  const [all, stream] = [options.getAll(), options.getStream()];
  const place = all ? (event: ServerRecord) => event.position : (event: ServerRecord) => event.revision;
  const given = all ? all.getPosition()?.getCommitPosition() : stream?.hasRevision() ? stream.getRevision() : undefined;
  const from = given === undefined ? undefined : Number(given);
  if (isBack) return { start: from !== undefined ? firstAfter(events, from, place) - 1 : (all ?? stream)?.hasStart() ? -1 : events.length - 1, step: -1 };
  return { start: from !== undefined ? firstAfter(events, from - 1, place) : (all ?? stream)?.hasEnd() ? events.length : 0, step: 1 };
}

function matching(options: streams.ReadReq.Options): (event: ServerRecord) => boolean {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const onType = filter.getEventType();
  const expression = onType ?? filter.getStreamIdentifier();
  const text = ({ type, stream }: ServerRecord): string => (onType ? type : stream);
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex()) : undefined;
  return (event) => (regex ? regex.test(text(event)) : prefixes.some((prefix) => text(event).startsWith(prefix)));
}

function firstAfter(events: readonly ServerRecord[], after: number, place: (event: ServerRecord) => number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (place(events[middle] as ServerRecord) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
