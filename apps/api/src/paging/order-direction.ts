import { defineEnum, type ValueOf } from './define-enum.ts';

export const OrderDirection = defineEnum('OrderDirection', 'Sort direction. Missing values come last in both directions.', {
  ASC: 'Smallest first.',
  DESC: 'Largest first.',
});
export type OrderDirection = ValueOf<typeof OrderDirection>;
