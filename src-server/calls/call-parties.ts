/** Who a leg says that it is between. */
export interface CallParties {
  readonly from: string;
  readonly to: string;
  readonly passport?: string;
  readonly isVerified: boolean;
}
