import { ChangeDetectionStrategy, Component, model } from '@angular/core';
import type { Role } from '@tandem/wire';
import { useWords } from '../words/language.js';

@Component({
  selector: 't-role-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend>{{ words().people.role }}</legend>
      @for (one of roles; track one) {
        <div><input type="radio" name="role" [id]="'role-' + one" [checked]="role() === one" (change)="role.set(one)" [attr.aria-describedby]="'role-' + one + '-help'"><label [for]="'role-' + one">{{ words().roles[one] }}</label><p class="small soft" [id]="'role-' + one + '-help'">{{ words().people.roleHelp[one] }}</p></div>
      }
    </fieldset>
  `,
  styles: `
    fieldset { display: grid; gap: 10px; }
    legend { font-weight: 600; margin-block-end: 8px; }
    div { display: grid; grid-template-columns: auto 1fr; gap: 0 12px; align-items: center; }
    p { grid-column: 2; }
    input { inline-size: 20px; block-size: 20px; margin: 0; accent-color: var(--mat-sys-primary); }
  `,
})
export class RoleChoice {
  readonly role = model<Role>('contributor');
  protected readonly words = useWords();
  protected readonly roles = ['owner', 'contributor', 'auditor'] as const;
}
