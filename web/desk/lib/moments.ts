/** Until when something is put aside, by the clock of whoever does it. */

export interface Moment {
  readonly name: string;
  readonly at: Date;
}

const MORNING = 9;

export function moments(now: Date): Moment[] {
  return [
    { name: "In an hour", at: new Date(now.getTime() + 3_600_000) },
    { name: "Tomorrow, 9:00", at: morningIn(now, 1) },
    { name: "Next week, Monday 9:00", at: morningIn(now, 8 - (now.getDay() || 7)) },
  ];
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}
