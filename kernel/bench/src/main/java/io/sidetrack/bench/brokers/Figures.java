package io.sidetrack.bench.brokers;

/**
 * What one run of one contender was.
 *
 * @param perSecond events per second
 * @param cpuPerMillion seconds of CPU of its process for a million events
 * @param peakMebibytes the most memory that its process had resident
 * @param p50Millis the median from the making of the input to the reading of the output; NaN where the rate is not fixed
 * @param p99Millis likewise what 99 % do not exceed
 */
record Figures(double perSecond, double cpuPerMillion, double peakMebibytes, double p50Millis, double p99Millis) {

    static Figures ofThroughput(double perSecond, double cpuPerMillion, double peakMebibytes) {
        return new Figures(perSecond, cpuPerMillion, peakMebibytes, Double.NaN, Double.NaN);
    }
}
