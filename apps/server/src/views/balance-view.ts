import { addCounts, noCounts, type IntakeEvent, type RefusalReason, type VerdictCounts } from '@tandem/domain';

/** What became of a channel's calls (design 5.2). Always: accepted = read + waiting; items of the calls read = sum of the verdicts. */
export interface BalanceView {
  readonly callsRead: number;
  readonly counts: VerdictCounts;
  readonly refused: Readonly<Record<RefusalReason, number>>;
}

export const noBalance: BalanceView = { callsRead: 0, counts: noCounts, refused: { BadSignature: 0, WrongSecret: 0, TooLarge: 0 } };

export const evolveBalance = (view: BalanceView, event: IntakeEvent): BalanceView => {
  switch (event.type) {
    case 'ReceiptsHandled':
      return { ...view, callsRead: view.callsRead + event.data.calls, counts: addCounts(view.counts, event.data.counts) };
    case 'CallsRefused': {
      const { BadSignature, WrongSecret, TooLarge } = event.data.counts;
      const { refused } = view;
      return {
        ...view,
        refused: {
          BadSignature: refused.BadSignature + BadSignature,
          WrongSecret: refused.WrongSecret + WrongSecret,
          TooLarge: refused.TooLarge + TooLarge,
        },
      };
    }
    case 'DayBalanced':
      return view;
  }
};
