import { createFaults, noCommonFaults, type CommonFaults, type Faults } from '../provider/faults.js';

/** The bot envelope, the Cloud API's own form with extra and null fields, or the flat form of the on-premise API. */
export type OuterForm = 'envelope' | 'cloud' | 'flat';

export type CosterFaults = CommonFaults & {
  webhooks: {
    /** How customers' messages, and how delivery reports are told. */
    messages: OuterForm;
    reports: OuterForm;
    /** The unit of timestamps; clients have seen both. */
    times: 'seconds' | 'milliseconds';
  };
  /** What an answer looks like where the provider's documents leave room. */
  answers: {
    /** What an accepted reply answers: id and xid, our xid alone, or nothing. */
    form: 'messages' | 'xid' | 'empty';
    codes: 'number' | 'string';
    /** `errors`, or one `error`. */
    errors: 'list' | 'single';
  };
};

export const createCosterFaults = (): Faults<CosterFaults> => createFaults<CosterFaults>(() => ({
  ...noCommonFaults(),
  webhooks: { messages: 'envelope', reports: 'cloud', times: 'seconds' },
  answers: { form: 'messages', codes: 'number', errors: 'list' },
}));
