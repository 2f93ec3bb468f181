import * as grpc from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { DoubleParts } from './double.js';
import { deletedStatus, statusOf, tooLargeStatus, type Fault } from './faults.js';
import { appendResponse, batchAppended, batchRefused, expectedOf, idOf, nameOf, proposed, type BatchAnswer } from './messages.js';
import type { ProposedRecord } from './server-log.js';

interface Batch {
  readonly options: streams.BatchAppendReq.Options;
  readonly events: ProposedRecord[];
}

/** The calls that write. */
export function appends({ log, faults, count, leader, refuses, appended, maxAppendSize }: DoubleParts) {
  const isTooLarge = (events: readonly ProposedRecord[]): boolean =>
    events.reduce((sum, { data, meta }) => sum + data.length + meta.length, 0) > maxAppendSize;
  /** What one append of a batch is answered; undefined: nothing, for ever. */
  const batched = ({ options, events }: Batch, to: BatchAnswer, fault: Fault | undefined): streams.BatchAppendResp | undefined => {
    if (fault === 'denied') return batchRefused(to, 'AccessDenied', new shared.AccessDenied());
    if (fault === 'deadline') return batchRefused(to, 'Timeout', new shared.Timeout());
    if (fault === 'overload') return batchRefused(to, 'Unknown', new shared.Unknown());
    if (fault === 'ignored') return undefined;
    if (isTooLarge(events)) {
      const details = new shared.MaximumAppendSizeExceeded();
      details.setMaxappendsize(maxAppendSize);
      return batchRefused(to, 'MaximumAppendSizeExceeded', details);
    }
    const written = log.append(nameOf(to.stream), expectedOf(options, options.getStreamPosition()), events);
    appended();
    return fault === 'lost' ? undefined : batchAppended(to, written);
  };
  return {
    append(call: grpc.ServerReadableStream<streams.AppendReq, streams.AppendResp>, answer: grpc.sendUnaryData<streams.AppendResp>): void {
      count('append');
      let options: streams.AppendReq.Options | undefined;
      const events: ProposedRecord[] = [];
      call.on('data', (message: streams.AppendReq) => {
        const event = message.getProposedMessage();
        if (event) events.push(proposed(event));
        else options = message.getOptions();
      });
      call.on('error', () => undefined);
      call.on('end', () => {
        if (!options) return answer({ code: grpc.status.INVALID_ARGUMENT });
        const stream = nameOf(options.getStreamIdentifier());
        const fault = refuses(call) ? 'denied' : faults.take('append', stream);
        const refusal = fault && statusOf(fault, leader());
        if (refusal) return answer(refusal);
        if (fault === 'ignored') return undefined;
        if (isTooLarge(events)) return answer(tooLargeStatus(maxAppendSize));
        const expected = expectedOf(options, options.getRevision());
        const written = log.append(stream, expected, events);
        appended();
        if (fault === 'lost') return undefined;
        if (written.kind === 'deleted') return answer(deletedStatus(stream));
        return answer(null, appendResponse(written, expected));
      });
    },
    batchAppend(call: grpc.ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>): void {
      const pending = new Map<string, Batch>();
      call.on('data', (message: streams.BatchAppendReq) => {
        const id = idOf(message.getCorrelationId());
        const given = message.getOptions();
        const batch = pending.get(id) ?? (given && { options: given, events: [] });
        if (!batch) return;
        pending.set(id, batch);
        batch.events.push(...message.getProposedMessagesList().map(proposed));
        if (!message.getIsFinal()) return;
        pending.delete(id);
        count('batchAppend');
        const stream = batch.options.getStreamIdentifier();
        const fault = refuses(call) ? 'denied' : faults.take('append', nameOf(stream));
        if (fault === 'not-leader') return void call.emit('error', statusOf(fault, leader()));
        const to = { correlation: message.getCorrelationId(), stream, expected: expectedOf(batch.options, batch.options.getStreamPosition()) };
        const response = batched(batch, to, fault);
        if (response) call.write(response);
      });
      call.on('error', () => undefined);
      call.on('end', () => call.end());
    },
    delete(call: grpc.ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>, answer: grpc.sendUnaryData<streams.DeleteResp>): void {
      count('delete');
      log.delete(nameOf(call.request.getOptions()?.getStreamIdentifier()));
      const response = new streams.DeleteResp();
      response.setNoPosition(new shared.Empty());
      answer(null, response);
    },
    tombstone(call: grpc.ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>, answer: grpc.sendUnaryData<streams.TombstoneResp>): void {
      count('tombstone');
      log.tombstone(nameOf(call.request.getOptions()?.getStreamIdentifier()));
      const response = new streams.TombstoneResp();
      response.setNoPosition(new shared.Empty());
      answer(null, response);
    },
  };
}
