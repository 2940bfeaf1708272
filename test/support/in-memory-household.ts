import { InMemoryWorld, people, type Desk } from './in-memory-world.ts';
import { createEventInjector, type EventInjector } from './event-injector.ts';
import { interceptable } from './intercept.ts';

/** Bob with a laptop and a phone in the kitchen, and Alice, who calls him. */
export interface Household {
  readonly world: InMemoryWorld;
  readonly alice: Desk;
  readonly laptop: Desk;
  readonly kitchen: Desk;
  /** Puts events into the calls of the laptop. */
  readonly laptopEvents: EventInjector;
  /** The wire of the phone in the kitchen. */
  readonly kitchenWire: ReturnType<typeof interceptable>;
  /** A call of Alice that rings on Bob's devices; returns the id of its cards, the same on both. */
  ring(): Promise<string>;
  /** A call of Alice that Bob has on his laptop; returns the id of its cards. */
  talkOnLaptop(): Promise<string>;
}

/** Opens a household in a world of its own; both devices know each other. */
export async function openHousehold(): Promise<Household> {
  const world = new InMemoryWorld();
  const kitchenWire = interceptable(world.serve);
  const alice = await world.openOnline('alice');
  const laptopEvents = createEventInjector(world.serve, world.clock);
  const laptop = await world.openOnline('bob', { deviceId: 'laptop', deviceName: 'Laptop' }, laptopEvents.serve);
  const kitchen = await world.openOnline(
    'bob',
    { deviceId: 'kitchen', deviceName: 'Kitchen phone' },
    kitchenWire.serve,
  );
  for (const desk of [laptop, kitchen])
    await desk.until('both devices are listed', ({ devices }) => devices.length === 2);
  const ring = async (): Promise<string> => {
    await alice.call(people.bob.number);
    await kitchen.untilCard('ringing');
    return (await laptop.untilCard('ringing')).id;
  };
  return {
    world,
    alice,
    laptop,
    kitchen,
    laptopEvents,
    kitchenWire,
    ring,
    async talkOnLaptop() {
      const id = await ring();
      await laptop.phone.answer(id);
      await laptop.untilCard('active');
      await kitchen.untilCard('remote');
      return id;
    },
  };
}

/** The id of the device that a desk knows by `name`; empty where it knows none. */
export function deviceIdOf(desk: Desk, name: string): string {
  return desk.phone.state.devices.find((device) => device.name === name)?.id ?? '';
}
