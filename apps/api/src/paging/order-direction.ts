import { defineEnum, type ValueOf } from './define-enum.ts';

export const OrderDirection = defineEnum('OrderDirection', 'Which end of an order comes first. Missing values come last either way.', {
  ASC: 'Smallest first.',
  DESC: 'Largest first.',
});
export type OrderDirection = ValueOf<typeof OrderDirection>;
