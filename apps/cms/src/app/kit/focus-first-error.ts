import type { ElementRef } from '@angular/core';

/** Once the errors are drawn, moves the focus to the first of them, so that it is heard and seen. */
export const focusFirstError = ({ nativeElement }: ElementRef<HTMLElement>): void => {
  setTimeout(() => nativeElement.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus());
};
