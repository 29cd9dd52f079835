import type { Sql } from './sql.ts';

/** An expression that a list can be sorted by. */
export interface OrderColumn {
  readonly expression: Sql;
  /** PostgreSQL type that a cursor's text is cast to before it is compared. */
  readonly type: 'text' | 'int8' | 'float8' | 'timestamptz';
  /** Whether rows may lack a value: those come last in either direction. */
  readonly isNullable: boolean;
}
