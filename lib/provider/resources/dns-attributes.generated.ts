// Generated from lib/model by `npm run generate`; edit the model.
import { type Attributes } from "../server";

/** The model of a name as attributes: names in snake_case, what has a default in the model is optional. */
export const DNS_ATTRIBUTES: Attributes = {
  "name": {
    "type": "string",
    "required": true,
    "description": "The name that clients know."
  },
  "zone": {
    "type": "string",
    "optional": true,
    "description": "The zone it stands in; default: the server is asked."
  },
  "addresses": {
    "type": {
      "list": "string"
    },
    "required": true,
    "description": "The VIPs: A records of those that are IPv4, AAAA records of the others."
  },
  "ttl_seconds": {
    "type": "number",
    "optional": true,
    "description": "How long resolvers may keep the answer, in seconds: so long clients still come to an address that was taken out. Default 60."
  },
  "server": {
    "type": {
      "nested": "single",
      "attributes": {
        "host": {
          "type": "string",
          "required": true,
          "description": "Its host name or address, as this machine reaches it."
        },
        "port": {
          "type": "number",
          "optional": true,
          "description": "Its port; default 53."
        },
        "key": {
          "type": {
            "nested": "single",
            "attributes": {
              "name": {
                "type": "string",
                "required": true,
                "description": "The key's name, as the server knows it."
              },
              "algorithm": {
                "type": "string",
                "optional": true,
                "description": "hmac-sha256, hmac-sha384 or hmac-sha512; default hmac-sha256."
              },
              "secret": {
                "type": {
                  "nested": "single",
                  "attributes": {
                    "file": {
                      "type": "string",
                      "optional": true,
                      "description": "File that holds it: base64, or a key statement as tsig-keygen(8) prints it."
                    },
                    "env": {
                      "type": "string",
                      "optional": true,
                      "description": "Environment variable that holds the same."
                    }
                  }
                },
                "required": true,
                "description": "Where its secret is."
              }
            }
          },
          "optional": true,
          "description": "What questions and updates are signed with; default: they are not."
        }
      }
    },
    "required": true,
    "description": "The server that is told."
  },
  "withdraw_seconds": {
    "type": "number",
    "optional": true,
    "description": "How long an address that was taken out is waited for at least, in seconds, until no resolver can know it any more; default: the longest time to live it had. Less than `ttlSeconds` is waited for as written."
  }
};
