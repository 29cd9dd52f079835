import { type ClassType, Field, InputType } from 'type-graphql';
import { OrderDirection } from './order-direction.ts';

/** One column of an order, as a caller gives it. */
export interface OrderInput<OrderField extends string> {
  readonly field: OrderField;
  readonly direction?: OrderDirection | null;
}

/** The input type that sorts one list: a field of the list's own enum and a direction. */
export function createOrderInput<OrderField extends string>(noun: string, fields: object): ClassType<OrderInput<OrderField>> {
  @InputType(`${noun}Order`, { description: `One column of the order of a ${noun} list.` })
  class Order implements OrderInput<OrderField> {
    @Field(() => fields, { description: 'The column to sort by.' })
    readonly field!: OrderField;

    @Field(() => OrderDirection, { nullable: true, defaultValue: OrderDirection.ASC, description: 'Which end comes first.' })
    readonly direction?: OrderDirection | null;
  }
  return Order;
}
