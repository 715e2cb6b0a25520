// Generated from lib/model by `npm run generate`; edit the model.
import { type Attributes } from "../server";

/** The cluster model as attributes: names in snake_case, what has a default in the model is optional. */
export const CLUSTER_ATTRIBUTES: Attributes = {
  "name": {
    "type": "string",
    "required": true,
    "description": "Name of the cluster: 1 to 32 lower-case letters, digits and dashes; names files and units on the hosts."
  },
  "routers": {
    "type": {
      "nested": "map",
      "attributes": {
        "host": {
          "type": "string",
          "required": true,
          "description": "What ssh is given; aliases of the SSH configuration work."
        },
        "port": {
          "type": "number",
          "optional": true,
          "description": "SSH port; default: the SSH configuration's, else 22."
        },
        "user": {
          "type": "string",
          "optional": true,
          "description": "Login; default: the provider's, then the SSH configuration's."
        },
        "priority": {
          "type": "number",
          "required": true,
          "description": "VRRP priority; the highest one alive becomes active when nobody is."
        },
        "keepalived_version": {
          "type": "string",
          "optional": true,
          "description": "Version of the keepalived package there, verified before anything is changed."
        },
        "public": {
          "type": {
            "nested": "single",
            "attributes": {
              "interface": {
                "type": "string",
                "required": true,
                "description": "Interface's name on this router, such as eth0."
              },
              "address": {
                "type": "string",
                "required": true,
                "description": "The router's own, fixed address there with its prefix length, such as 192.0.2.2/24."
              }
            }
          },
          "required": true,
          "description": "The side that clients come from."
        },
        "private": {
          "type": {
            "nested": "single",
            "attributes": {
              "interface": {
                "type": "string",
                "required": true,
                "description": "Interface's name on this router, such as eth0."
              },
              "address": {
                "type": "string",
                "required": true,
                "description": "The router's own, fixed address there with its prefix length, such as 192.0.2.2/24."
              }
            }
          },
          "optional": true,
          "description": "The side of the real servers; left out when they are on the public network."
        }
      }
    },
    "required": true,
    "description": "Routers that share one heartbeat: one, two or more."
  },
  "heartbeat": {
    "type": {
      "nested": "single",
      "attributes": {
        "virtual_router_id": {
          "type": "number",
          "required": true,
          "description": "VRID: unique among all VRRP speakers of the segment."
        },
        "advert_interval_ms": {
          "type": "number",
          "optional": true,
          "description": "Time between two adverts in milliseconds; default 1,000."
        },
        "leg": {
          "type": "string",
          "optional": true,
          "description": "The leg the adverts travel on; default public."
        },
        "startup_delay_ms": {
          "type": "number",
          "optional": true,
          "description": "How long a router that starts listens before it may take over, in milliseconds; default 0, then three adverts and the skew pass as always."
        },
        "second_path": {
          "type": {
            "nested": "single",
            "attributes": {
              "public_references": {
                "type": {
                  "list": "string"
                },
                "optional": true,
                "description": "Addresses on the public side that always answer pings, such as the gateway's; default: the real servers there."
              },
              "private_references": {
                "type": {
                  "list": "string"
                },
                "optional": true,
                "description": "The same on the private side; default: the real servers there."
              }
            }
          },
          "optional": true,
          "description": "Adverts on the other leg as well; default: none there."
        }
      }
    },
    "required": true,
    "description": "How the routers hear of each other."
  },
  "routing": {
    "type": {
      "nested": "single",
      "attributes": {
        "method": {
          "type": "string",
          "required": true,
          "description": "nat, direct or tunnel: one per cluster."
        },
        "gateway": {
          "type": "string",
          "optional": true,
          "description": "NAT router address with the private network's prefix length: the floating default route of the real servers. Only and always with nat."
        },
        "gateway_label": {
          "type": "string",
          "optional": true,
          "description": "Label under which the NAT router address stands as an alias (`eth1:1`); default: none, a plain address on the private leg's interface."
        },
        "outbound_vip": {
          "type": "string",
          "optional": true,
          "description": "Name of the VIP that real servers have as their source address where they talk to others than their own network; default: their packets leave as they are. Only with nat; IPv4."
        },
        "masquerade_local_clients": {
          "type": "bool",
          "optional": true,
          "description": "Whether clients on the real servers' own network get the NAT router address as their source, so that answers come back through the router; default false. Only with nat; IPv4."
        },
        "policy_routing": {
          "type": "bool",
          "optional": true,
          "description": "Whether real servers answer by policy routing: what leaves from their address in this cluster goes by the NAT router address, and their default route stays as it is. So that a machine may serve several clusters with NAT, with an address for each. Default false: the default route leads there. Only with nat."
        },
        "mss": {
          "type": "number",
          "optional": true,
          "description": "Longest TCP segment in bytes that real servers let clients send, so that it fits into the tunnel; default 1,440. From an IPv6 VIP 40 less, since both headers are longer. Only with tunnel."
        },
        "vip_check": {
          "type": "bool",
          "optional": true,
          "description": "Whether real servers are also asked at the VIP itself, over TCP: one that lost it is taken out. Default false. Only with direct and tunnel; IPv4."
        }
      }
    },
    "required": true,
    "description": "How requests reach the real servers."
  },
  "vips": {
    "type": {
      "nested": "map",
      "attributes": {
        "address": {
          "type": "string",
          "required": true,
          "description": "The address alone; it is held with /32 or /128 by the active router."
        },
        "leg": {
          "type": "string",
          "optional": true,
          "description": "The leg whose interface holds it on the active router; default public."
        },
        "label": {
          "type": "string",
          "optional": true,
          "description": "Label under which it stands as an alias (`eth0:1`); default: none. IPv4 only."
        }
      }
    },
    "required": true,
    "description": "Floating addresses, by name."
  },
  "pools": {
    "type": {
      "nested": "map",
      "attributes": {
        "health_checks": {
          "type": {
            "nested": "list",
            "attributes": {
              "type": {
                "type": "string",
                "required": true,
                "description": "tcp (a connection opens), http or https (a request is answered as expected), udp (a datagram is answered, or at least not refused), dns (a query is answered), smtp (a mail server greets), ping, send-expect (a connection answers a text with a text) or script (a program on the routers says so)."
              },
              "port": {
                "type": "number",
                "optional": true,
                "description": "Default: the real server's own port in the virtual server at hand."
              },
              "path": {
                "type": "string",
                "optional": true,
                "description": "Request path of http and https; default `/`."
              },
              "status": {
                "type": "number",
                "optional": true,
                "description": "Expected status of http and https; default 200."
              },
              "virtual_host": {
                "type": "string",
                "optional": true,
                "description": "Host header of http and https, and the server name (SNI) of https; default: the real server's address, and no SNI."
              },
              "match": {
                "type": "string",
                "optional": true,
                "description": "Regular expression (PCRE2) that has to match somewhere in an answer over http and https, be it status line, headers or body; default: any answer will do."
              },
              "digest": {
                "type": "string",
                "optional": true,
                "description": "MD5 of the body of an answer over http and https, in hex, as genhash(1) prints it; default: any body will do."
              },
              "query_type": {
                "type": "string",
                "optional": true,
                "description": "Record type that dns asks for; default SOA."
              },
              "query_name": {
                "type": "string",
                "optional": true,
                "description": "Name that dns asks for; default `.`, the root."
              },
              "helo_name": {
                "type": "string",
                "optional": true,
                "description": "Name under which smtp greets the mail server; default: smtpchecker.keepalived.org, keepalived's own."
              },
              "payload": {
                "type": "string",
                "optional": true,
                "description": "What udp sends, in hex, two digits a byte; default: a few bytes without meaning."
              },
              "reply": {
                "type": "string",
                "optional": true,
                "description": "How the answer to udp has to begin, in hex, where x stands for any digit; default: no answer is needed, only no refusal (ICMP)."
              },
              "send": {
                "type": "string",
                "optional": true,
                "description": "What send-expect sends once the connection is open; default: nothing, the server speaks first."
              },
              "expect": {
                "type": "string",
                "optional": true,
                "description": "What has to be in the first 4,096 bytes that answer send-expect; upper and lower case differ. Always with send-expect."
              },
              "script": {
                "type": "string",
                "optional": true,
                "description": "Text of the program of script; it is called with the real server's address and port, and says by exit code 0 that it is alive. Always with script."
              },
              "interval_ms": {
                "type": "number",
                "optional": true,
                "description": "Time between two checks of one server in milliseconds; default 5,000."
              },
              "timeout_ms": {
                "type": "number",
                "optional": true,
                "description": "Time to connect and to answer in milliseconds; default 3,000."
              },
              "retries": {
                "type": "number",
                "optional": true,
                "description": "Failed attempts in a row, after the first, before the server is taken out; default 1."
              },
              "retry_delay_ms": {
                "type": "number",
                "optional": true,
                "description": "Time between a failed attempt and its retry in milliseconds; default 1,000."
              }
            }
          },
          "optional": true,
          "description": "All must pass; default: one TCP check for a TCP virtual server."
        },
        "load_monitor": {
          "type": {
            "nested": "single",
            "attributes": {
              "type": {
                "type": "string",
                "required": true,
                "description": "uptime (over SSH), rup (rstatd), ruptime (rwhod), agent (a text over TCP, as HAProxy's agent-check reads it) or http (a number, or node_exporter's metrics)."
              },
              "policy": {
                "type": "string",
                "optional": true,
                "description": "Default: proportional. An agent says itself what share it wants."
              },
              "port": {
                "type": "number",
                "optional": true,
                "description": "Port of uptime's sshd (default 22), of the agent (always with it) or of http (default 9100, node_exporter's)."
              },
              "path": {
                "type": "string",
                "optional": true,
                "description": "Request path of http; default `/metrics`, node_exporter's."
              },
              "user": {
                "type": "string",
                "optional": true,
                "description": "Login on the real servers for uptime; default `lvs-load`."
              },
              "identity_file": {
                "type": "string",
                "optional": true,
                "description": "Private key on the routers for uptime; default `/etc/lvs/load-monitor.key`."
              },
              "interval_ms": {
                "type": "number",
                "optional": true,
                "description": "Time between two readings in milliseconds; default 10,000."
              },
              "timeout_ms": {
                "type": "number",
                "optional": true,
                "description": "Time that one reading may take in milliseconds; default 5,000."
              },
              "stale_after_ms": {
                "type": "number",
                "optional": true,
                "description": "Age in milliseconds at which a reading counts for nothing and the server goes back to its own weight; default: three intervals, or one and two timeouts where that is more, and 400,000 for ruptime, whose daemons speak every 180 s."
              }
            }
          },
          "optional": true,
          "description": "Moves the weights by the servers' load; default: they stay as configured."
        },
        "servers": {
          "type": {
            "nested": "map",
            "attributes": {
              "address": {
                "type": "string",
                "required": true,
                "description": "Its own address, which the routers send to."
              },
              "port": {
                "type": "number",
                "optional": true,
                "description": "Port it listens on; default: the virtual server's."
              },
              "weight": {
                "type": "number",
                "optional": true,
                "description": "Share under the weighted schedulers; default 1."
              },
              "processors": {
                "type": "number",
                "optional": true,
                "description": "Processors that its load is spread over, for a load monitor that is not told by the server itself; default 1."
              },
              "login": {
                "type": {
                  "nested": "single",
                  "attributes": {
                    "host": {
                      "type": "string",
                      "required": true,
                      "description": "What ssh is given; aliases of the SSH configuration work."
                    },
                    "port": {
                      "type": "number",
                      "optional": true,
                      "description": "SSH port; default: the SSH configuration's, else 22."
                    },
                    "user": {
                      "type": "string",
                      "optional": true,
                      "description": "Login; default: the provider's, then the SSH configuration's."
                    },
                    "interface": {
                      "type": "string",
                      "required": true,
                      "description": "The interface that faces the routers."
                    }
                  }
                },
                "optional": true,
                "description": "Where to log in to prepare it; left out: what it needs is printed, and verified from the router."
              }
            }
          },
          "required": true,
          "description": "By name."
        }
      }
    },
    "required": true,
    "description": "Pools of real servers, by name."
  },
  "virtual_servers": {
    "type": {
      "nested": "map",
      "attributes": {
        "vip": {
          "type": "string",
          "required": true,
          "description": "Name of a VIP of this cluster."
        },
        "protocol": {
          "type": "string",
          "optional": true,
          "description": "tcp or udp; default tcp."
        },
        "port": {
          "type": "number",
          "required": true,
          "description": "Port that clients connect to."
        },
        "pool": {
          "type": "string",
          "required": true,
          "description": "Name of a pool of this cluster."
        },
        "scheduler": {
          "type": "string",
          "optional": true,
          "description": "Name of a kernel scheduler; default wlc, the kernel's own default."
        },
        "scheduler_flags": {
          "type": {
            "list": "string"
          },
          "optional": true,
          "description": "sh-port, mh-port: hash the client's port with its address. sh-fallback, mh-fallback: another server for clients whose own takes no connections. Default: none."
        },
        "persistence_timeout_ms": {
          "type": "number",
          "optional": true,
          "description": "For how long after its last connection a client goes to the real server it had, in milliseconds, whole seconds; default: no such binding."
        },
        "persistence_prefix_length": {
          "type": "number",
          "optional": true,
          "description": "Clients of one network count as one client: length of its prefix, such as 24; default: each address by itself."
        },
        "one_packet": {
          "type": "bool",
          "optional": true,
          "description": "UDP: every datagram is scheduled by itself, as if no other had come from that client; default false."
        },
        "sorry_pool": {
          "type": "string",
          "optional": true,
          "description": "Name of a pool with one real server, which answers as long as no server of the pool can; default: then nobody answers."
        }
      }
    },
    "required": true,
    "description": "Virtual servers, by name."
  },
  "install_packages": {
    "type": "bool",
    "optional": true,
    "description": "Whether missing packages may be installed with the host's own package manager; default false: they are named in the error."
  },
  "silence": {
    "type": {
      "list": "string"
    },
    "optional": true,
    "description": "Codes of warnings that were read and accepted."
  }
};
