package lifeline.config.reading;

import java.util.regex.Pattern;

/**
 * Which hosts only this machine can reach. Asks no name server: a name but localhost is not one.
 */
final class Hosts {
  private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6_LOOPBACK = Pattern.compile("(0{0,4}:){2,7}0{0,3}1");

  private Hosts() {}

  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || IPV4_LOOPBACK.matcher(host).matches()
        || IPV6_LOOPBACK.matcher(host).matches();
  }
}
