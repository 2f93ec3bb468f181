import codes from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/code_pb.js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import gossip from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statuses from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Message } from 'google-protobuf';
import type { Expected, ProposedRecord, ServerRecord, Written } from './server-log.js';

// Between the database's protocol, in the client's own generated classes, and the log of the double.

const { ReadResp } = streams;

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

const identifierOf = (name: string): shared.StreamIdentifier => {
  const made = new shared.StreamIdentifier();
  made.setStreamName(Buffer.from(name).toString('base64'));
  return made;
};

export const idOf = (uuid: shared.UUID | undefined): string => {
  if (!uuid) return '';
  if (uuid.hasString()) return uuid.getString();
  const half = (bits: string | undefined): string => BigInt.asUintN(64, BigInt(bits ?? 0)).toString(16).padStart(16, '0');
  const hex = half(uuid.getStructured()?.getMostSignificantBits()) + half(uuid.getStructured()?.getLeastSignificantBits());
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const uuidOf = (id: string, structured: boolean): shared.UUID => {
  const made = new shared.UUID();
  if (!structured) {
    made.setString(id);
    return made;
  }
  const hex = id.replaceAll('-', '');
  const half = (digits: string): string => BigInt.asIntN(64, BigInt(`0x${digits}`)).toString();
  const both = new shared.UUID.Structured();
  both.setMostSignificantBits(half(hex.slice(0, 16)));
  both.setLeastSignificantBits(half(hex.slice(16)));
  made.setStructured(both);
  return made;
};

export const proposed = (message: streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage): ProposedRecord => ({
  id: idOf(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  meta: message.getCustomMetadata_asU8(),
});

/** What an append expects; `revision` is the number it names where it names one. */
export const expectedOf = (options: { hasNoStream(): boolean; hasAny(): boolean; hasStreamExists(): boolean }, revision: string): Expected => {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  return options.hasStreamExists() ? 'stream_exists' : Number(revision);
};

export const eventResponse = (event: ServerRecord, structured: boolean): streams.ReadResp => {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuidOf(event.id, structured));
  recorded.setStreamIdentifier(identifierOf(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setPreparePosition(String(event.position));
  recorded.setCommitPosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type).set('content-type', event.contentType)
    .set('created', String(BigInt(event.created) * 10_000n));
  recorded.setCustomMetadata(event.meta);
  recorded.setData(event.data);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const response = new ReadResp();
  response.setEvent(read);
  return response;
};

export const notFound = (stream: string): streams.ReadResp => {
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const response = new ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

export const confirmation = (): streams.ReadResp => {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(crypto.randomUUID());
  const response = new ReadResp();
  response.setConfirmation(confirmed);
  return response;
};

export const checkpoint = (position: number): streams.ReadResp => {
  const reached = new ReadResp.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  const response = new ReadResp();
  response.setCheckpoint(reached);
  return response;
};

export const caughtUp = (): streams.ReadResp => {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
};

/** The answer of the unary append. */
export const appendResponse = (written: Exclude<Written, { kind: 'deleted' }>, expected: Expected): streams.AppendResp => {
  const response = new streams.AppendResp();
  if (written.kind === 'written') {
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(written.revision));
    if (written.position >= 0) success.setPosition(positionOf(new streams.AppendResp.Position(), written.position));
    else success.setNoPosition(new shared.Empty());
    response.setSuccess(success);
    return response;
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (written.revision < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(written.revision));
  if (typeof expected === 'number') wrong.setExpectedRevision(String(expected));
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedStreamExists(new shared.Empty());
  response.setWrongExpectedVersion(wrong);
  return response;
};

const positionOf = <P extends { setCommitPosition(value: string): unknown; setPreparePosition(value: string): unknown }>(made: P, position: number): P => {
  made.setCommitPosition(String(position));
  made.setPreparePosition(String(position));
  return made;
};

export interface BatchAnswer {
  readonly correlation: shared.UUID | undefined;
  readonly stream: shared.StreamIdentifier | undefined;
  readonly expected: Expected;
}

const batchResponse = ({ correlation, stream }: BatchAnswer): streams.BatchAppendResp => {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(correlation);
  response.setStreamIdentifier(stream);
  return response;
};

/** The answer of one append in a batch. */
export const batchAppended = (to: BatchAnswer, written: Written): streams.BatchAppendResp => {
  if (written.kind === 'deleted') return batchRefused(to, 'StreamDeleted', new shared.StreamDeleted());
  if (written.kind === 'wrong-version') return batchRefused(to, 'WrongExpectedVersion', wrongVersion(to.expected, written.revision));
  const response = batchResponse(to);
  const success = new streams.BatchAppendResp.Success();
  success.setCurrentRevision(String(written.revision));
  if (written.position >= 0) success.setPosition(positionOf(new shared.AllStreamPosition(), written.position));
  else success.setNoPosition(new emptyMessage.Empty());
  response.setSuccess(success);
  return response;
};

const wrongVersion = (expected: Expected, revision: number): shared.WrongExpectedVersion => {
  const wrong = new shared.WrongExpectedVersion();
  if (revision < 0) wrong.setCurrentNoStream(new emptyMessage.Empty());
  else wrong.setCurrentStreamRevision(String(revision));
  if (typeof expected === 'number') wrong.setExpectedStreamPosition(String(expected));
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new emptyMessage.Empty());
  else wrong.setExpectedStreamExists(new emptyMessage.Empty());
  return wrong;
};

export const batchRefused = (to: BatchAnswer, name: string, details: Message): streams.BatchAppendResp => {
  const packed = new anyMessage.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${name}`);
  const status = new statuses.Status();
  status.setCode(codes.Code.FAILED_PRECONDITION);
  status.setMessage(name);
  status.setDetails(packed);
  const response = batchResponse(to);
  response.setError(status);
  return response;
};

/** What a server of today says it can do. */
export const supportedMethods = (version: string): features.SupportedMethods => {
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion(version);
  for (const method of ['batchappend', 'append', 'read', 'delete']) {
    const one = new features.SupportedMethod();
    one.setServiceName('event_store.client.streams.streams');
    one.setMethodName(method);
    supported.addMethods(one);
  }
  return supported;
};

export const clusterOf = (address: string, port: number): gossip.ClusterInfo => {
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress(address);
  endpoint.setPort(port);
  const member = new gossip.MemberInfo();
  member.setHttpEndPoint(endpoint);
  member.setIsAlive(true);
  member.setState(gossip.MemberInfo.VNodeState.LEADER);
  member.setTimeStamp('0');
  member.setInstanceId(uuidOf('00000000-0000-4000-8000-000000000001', true));
  const cluster = new gossip.ClusterInfo();
  cluster.addMembers(member);
  return cluster;
};
