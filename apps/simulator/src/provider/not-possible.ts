/** What was asked of the simulator makes no sense; the control API answers 400 with the reason. */
export class NotPossible extends Error {}
