import { createFaults, noCommonFaults, type CommonFaults, type Faults } from '../provider/faults.js';

export type MetaFaults = CommonFaults & {
  webhooks: {
    /** Collect so many updates and send them in one body; 1: each in its own. */
    batch: number;
    /** `changes`: one change each; `entries`: one entry each; `items`: as many as possible in one value. */
    shape: 'changes' | 'entries' | 'items';
  };
  /** 1 message in 6 s to the same person, else 131056. */
  pairLimit: boolean;
  /** What is wrong with the number's access token: it is over, or lacks permissions (`whatsapp_business_messaging` ...). */
  token: { expired: boolean; lacks: string[] };
  /** The number's account does not let the app subscribe to it. */
  noSubscription: boolean;
};

export type MetaFaultBook = Faults<MetaFaults>;

export const createMetaFaults = (): MetaFaultBook =>
  createFaults<MetaFaults>(() => ({
    ...noCommonFaults(), webhooks: { batch: 1, shape: 'changes' }, pairLimit: false, token: { expired: false, lacks: [] }, noSubscription: false,
  }));
