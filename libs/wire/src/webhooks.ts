export interface ReceiptLine {
  readonly id: string;
  readonly receivedAt: number;
  readonly bytes: number;
  readonly read: boolean;
  /** In the order of the call. Items that were `handled` have no reason. */
  readonly items: readonly { readonly verdict: string; readonly reason?: string }[];
  /** The body's key was destroyed, or it is too long to be read here: items without a reason are not listed. */
  readonly partly?: boolean;
}

export interface BalanceView {
  readonly received: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly read: number;
  readonly waiting: number;
  readonly items: Readonly<Record<string, number>>;
}

export interface WebhookPage {
  readonly balance: BalanceView;
  readonly receipts: readonly ReceiptLine[];
  /** Calls that were not accepted, newest first; one entry per minute and channel. */
  readonly refusals: readonly RefusalLine[];
  /** Goes into `before` of the next page. */
  readonly next?: string;
}

export interface RefusalLine {
  readonly from: number;
  readonly until: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** An item that could not be handled and waits for a person. */
export interface ParkedLine {
  readonly id: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly receipt: string;
  readonly item: number;
  readonly reason: string;
}
