export interface ReceiptLine {
  readonly id: string;
  readonly receivedAt: number;
  readonly bytes: number;
  readonly read: boolean;
  readonly items: readonly { readonly verdict: string; readonly reason?: string }[];
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
}
