import { expect, test } from 'vitest';
import { publishedRows } from '../../../../bench/dialog-tables/rows.ts';
import { writeTables } from '../../../../bench/dialog-tables/tables.ts';

test('the published rows are printed as the document has them', () => {
  expect(writeTables(publishedRows)).toBe(`Method/user combinations accepted:
+-------+--------------+--------------+-----------+-----------+
| User  | SUBSCRIBE to | SUBSCRIBE to | INVITE to | INVITE to |
| Agent | Line 1       | no user      | Line 1    | no user   |
+-------+--------------+--------------+-----------+-----------+
| A     | 200          | 404          | 200       | 404       |
| B     | 200          | 404          | 200       | 404       |
| C     | 404          | 200          | 200       | 200       |
| D     | 200          | 200          | 200       | 200       |
| E     | 200          | 404          | 200       | 404       |
+-------+--------------+--------------+-----------+-----------+
Table 1

Which SUBSCRIBEs report which INVITEs:
+-------+--------------+--------------+--------------+--------------+
| User  | INVITE on    | INVITE on    | INVITE on no | INVITE on no |
| Agent | Line 1,      | Line 1,      | user,        | user,        |
|       | SUBSCRIBE on | SUBSCRIBE on | SUBSCRIBE on | SUBSCRIBE on |
|       | Line 1       | no user      | Line 1       | no user      |
+-------+--------------+--------------+--------------+--------------+
| A     | Y            | -            | -            | -            |
| B     | Y            | -            | -            | -            |
| C     | -            | Y            | -            | Y            |
| D     | Y            | N            | N            | Y            |
| E     | Y            | -            | -            | -            |
+-------+--------------+--------------+--------------+--------------+
"Y" means that the INVITE is reported for the SUBSCRIBE, "N" means that it is not,
"-" means that the UA does not accept the INVITE or SUBSCRIBE
Table 2

Which data are present in the dialog events (for incoming calls):
+-------+---------------+-----------+
| User  | Call-Id, Tags | Direction |
| Agent |               |           |
+-------+---------------+-----------+
| A     | N             | N         |
| B     | Y             | Y         |
| C     | Y             | Y         |
| D     | Y             | Y         |
| E     | Y             | Y         |
+-------+---------------+-----------+
Table 3

Which data are present in the dialog events (part 2):
+-------+----------+-------------+----------+---------+
| User  | Local    | Local       | Remote   | Remote  |
| Agent | identity | target      | identity | target  |
+-------+----------+-------------+----------+---------+
| A     | -        | -           | -        | -       |
| B     | To       | Contact     | From     | -       |
| C     | -        | To          | Contact  | -       |
| D     | To       | To          | From     | From    |
| E     | To       | Fixed value | From     | Contact |
+-------+----------+-------------+----------+---------+
"To" means value of the To header, "Contact" means value of the appropriate Contact header,
"From" means value of the From header, "Fixed value" means a fixed string,
"Other" means a value of none of these, "-" means no value`);
});
